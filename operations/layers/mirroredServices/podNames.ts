import type { V1Service } from "@kubernetes/client-node";
import { sh } from "../../../components/shell";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn } from "../../remedies/kubectl";
import { place } from "../exports";
import { EXPORTED_LABEL } from "../../../components/linkerd/names";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";

/** Label that the controller of StatefulSets gives to each of its pods. */
const POD_NAME = "statefulset.kubernetes.io/pod-name";

/** Names that the pods of a headless Service have in DNS, as those of a StatefulSet. */
function podNames({ kubernetes }: ReachableCluster, { metadata, spec }: V1Service): string[] {
    if (spec?.clusterIP !== "None") return [];
    const found = objectNamed(kubernetes.endpoints, metadata?.namespace, metadata?.name);
    return (found?.subsets ?? []).flatMap(({ addresses = [] }) =>
        addresses.flatMap(({ hostname }) => hostname ?? []),
    );
}

/**
 * Headless Services that are exported, with pods whose names other clusters do not know. Linkerd mirrors
 * single pods with `enableHeadlessServices` alone. Rejected as a key: it makes mirrors that lead to other
 * mirrors, one for each pod that comes and goes.
 */
export function podNameFindings(
    cluster: ReachableCluster,
    exported: readonly V1Service[],
): Finding[] {
    return exported.flatMap((service) => {
        const { metadata, spec } = service;
        const namespace = metadata?.namespace ?? "";
        const names = podNames(cluster, service).filter(
            (name) => !exported.some((one) => place(one) === `${namespace}/${name}`),
        );
        if (names.length === 0) return [];
        const ports = (spec?.ports ?? []).filter(({ protocol = "TCP" }) => protocol === "TCP");
        return oneFinding("warning", "export-pod-names", cluster.name, {
            what: `exported headless Service ${place(service)} has pods with names of their own: ${enumerate(names)}`,
            why: "Other clusters do not know these names. A mirror has one address, and leads to any of the pods. The program does not switch on enableHeadlessServices, with which Linkerd mirrors single pods.",
            remedy: names.map((name) => {
                const expose = kubectlIn(
                    cluster.config,
                    namespace,
                    ...["expose", "pod", name, `--selector=${POD_NAME}=${name}`],
                    `--port=${ports.map(({ port }) => port).join(",")}`,
                    `--labels=${EXPORTED_LABEL}=true`,
                );
                return sh`${expose}  # if another cluster needs this pod`;
            }),
        });
    });
}
