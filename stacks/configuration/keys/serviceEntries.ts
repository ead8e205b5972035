import { z } from "zod";
import * as leaf from "./values";

const LABELS = '{"app": "cart"}';
const EXPORT = '{"namespace": "shop", "service": "cart"}';
const SPLIT =
    '{"cluster": "cluster2", "namespace": "shop", "service": "cart", "weights": {"cluster2": 50, "cluster1": 50}}';

/** What to write for the exports of a cluster. */
export const EXPORTS_ADVICE = `write a list of Services, for example [${EXPORT}]`;
/** What to write for `splits` as a whole. */
export const SPLITS_ADVICE = `write a list of splits, for example [${SPLIT}]`;

const NAMESPACE = leaf.text(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "write the name of a namespace, for example shop",
);

const SERVICE = leaf.text(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "write the name of a Service, for example cart",
);

const LABEL_VALUE = leaf.text(
    /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
    "write the value of a label, for example cart",
);

/** One entry of the exports of a cluster as it stands in the stack file. */
export const ExportEntry = z
    .strictObject(
        {
            namespace: NAMESPACE.describe("Namespace of the Service."),
            service: SERVICE.optional().describe(
                "Name of the Service. Exactly one of this key and `selector` is given.",
            ),
            selector: z
                .record(z.string(), LABEL_VALUE, `write labels, for example ${LABELS}`)
                .refine(
                    (labels) => Object.keys(labels).length > 0,
                    `write one label or more, for example ${LABELS}`,
                )
                .optional()
                .describe(
                    "Labels of the Services. Each `up` exports those that have all of them by then.",
                ),
        },
        `write an object, for example ${EXPORT}`,
    )
    .refine(
        ({ service, selector }) => (service === undefined) !== (selector === undefined),
        `write either service or selector, for example ${EXPORT}`,
    );

/** One entry of `splits` as it stands in the stack file. */
export const SplitEntry = z.strictObject(
    {
        cluster: leaf.ClusterName.describe("Cluster whose pods call the Service."),
        namespace: NAMESPACE.describe("Namespace of the Service, the same in every cluster."),
        service: SERVICE.describe("Name of the Service, the same in every cluster."),
        weights: z
            .record(
                z.string(),
                leaf.Weight,
                'write an object, for example {"cluster2": 50, "cluster1": 50}',
            )
            .describe(
                "Shares of the requests by the names of clusters, relative to each other; 0 sends none there. `cluster` itself stands for its own Service, and is 0 where it is not named; every other name for the mirror of that cluster's.",
            ),
    },
    `write an object, for example ${SPLIT}`,
);
