import type { Split } from "../../../components/linkerd/generations";
import { routesOf, type Backend } from "../../../components/linkerd/splitSpecs";
import {
    exporterOf,
    HELLOWORLD,
    HELLOWORLD_PORT,
    SAMPLE_NAMESPACE,
} from "../../../components/sample/names";
import { sampleBackends } from "../../../components/sample/sampleObjects";
import { ownServices } from "../../../stacks/survey/ownServices";
import type { MeshView } from "../../view/meshView";
import type { ReachableCluster } from "../reachableClusters";
import { seenServices } from "./configured";

/** What shares the requests to a Service, as the configuration says. */
export interface ExpectedSplit {
    readonly kind: Split;
    readonly namespace: string;
    readonly service: string;
    readonly backends: readonly Backend[];
    /** HTTPRoutes, one for each port. */
    readonly routes: readonly { readonly name: string; readonly port: number }[];
}

/** The splits of a cluster: that of the sample, in all clusters but the one that exports it, and those of `splits`. */
export function expectedSplits(view: MeshView, { name }: ReachableCluster): ExpectedSplit[] {
    const { sample, clusters } = view.config;
    const exporter = exporterOf(clusters)?.name;
    const own = ownServices(view.config, seenServices(view)).get(name)?.splits ?? [];
    return [
        ...(sample === undefined || exporter === undefined || exporter === name
            ? []
            : [
                  {
                      kind: sample.split,
                      namespace: SAMPLE_NAMESPACE,
                      service: HELLOWORLD,
                      backends: sampleBackends(exporter, sample.weights),
                      routes: [{ name: HELLOWORLD, port: HELLOWORLD_PORT }],
                  },
              ]),
        ...own.map(({ ports, ...split }) => ({
            ...split,
            routes: routesOf(split.service, ports),
        })),
    ];
}
