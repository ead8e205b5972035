import {
    CONTROL_PLANE_NAMESPACE,
    MULTICLUSTER_NAMESPACE,
    SMI_NAMESPACE,
} from "../../../components/linkerd/names";
import { SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { enumerate } from "../../findings/enumerate";
import { helm, kubectl } from "../../remedies/kubectl";
import { madeByEngine } from "../../../components/linkerd/madeByEngine";
import type { ReachableCluster } from "../reachableClusters";

/** In the order in which they go: each needs those behind it. */
const NAMESPACES = [
    SAMPLE_NAMESPACE,
    SMI_NAMESPACE,
    MULTICLUSTER_NAMESPACE,
    CONTROL_PLANE_NAMESPACE,
];

/** The chart whose kinds the others need, so that it goes last. */
const LAST_RELEASE = "linkerd-crds";

/** Namespaces that `pulumi up` is to make and somebody else made, with the releases in them. Pure. */
export function foreignInstallation(view: MeshView, cluster: ReachableCluster): Finding[] {
    const { name, config, kubernetes } = cluster;
    const foreign = NAMESPACES.filter(
        (namespace) =>
            (namespace !== SAMPLE_NAMESPACE || view.config.sample !== undefined) &&
            (namespace !== SMI_NAMESPACE || view.config.charts.smi !== undefined) &&
            isForeign(cluster, namespace),
    );
    if (foreign.length === 0) return [];
    const one = foreign.length === 1;
    const releasesIn = (namespace: string) =>
        new Set(
            kubernetes.helmReleases.flatMap(({ namespace: place, labels }) =>
                place === namespace ? (labels?.["name"] ?? []) : [],
            ),
        );
    return oneFinding("error", "installation-foreign", name, {
        what: `the ${one ? "namespace" : "namespaces"} ${enumerate(foreign)} ${one ? "is" : "are"} there already, and not of this program`,
        why: "`pulumi up` fails: the Kubernetes provider takes over nothing that somebody else made. The remedy ends the installation that is there.",
        remedy: foreign.flatMap((namespace) => [
            ...[...releasesIn(namespace)]
                .sort((a, b) => Number(a === LAST_RELEASE) - Number(b === LAST_RELEASE))
                .map((release) => helm(config, "--namespace", namespace, "uninstall", release)),
            kubectl(config, "delete", "namespace", namespace),
        ]),
    });
}

function isForeign({ kubernetes }: ReachableCluster, name: string): boolean {
    return kubernetes.namespaces.some(
        ({ metadata }) => metadata?.name === name && !madeByEngine(metadata),
    );
}
