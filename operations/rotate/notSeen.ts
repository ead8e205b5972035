import { CONTROL_PLANE_NAMESPACE, MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import { reachableClusters, unreachableClusters } from "../layers/reachableClusters";
import type { MeshView } from "../view/meshView";

/** Lists from which the next step is decided, or after which one counts as done. */
const JUDGED_BY = [
    // Whoever may list those of all namespaces may list those of each.
    "pods",
    "namespaces",
    `deployments.apps in ${CONTROL_PLANE_NAMESPACE}`,
    `configmaps in ${CONTROL_PLANE_NAMESPACE}`,
    `secrets in ${CONTROL_PLANE_NAMESPACE}`,
    `secrets in ${MULTICLUSTER_NAMESPACE}`,
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
];

/**
 * Why a mesh cannot be rotated by what was seen of it, a line for each cluster; nothing where it can. A
 * list that is refused comes as an empty one, and pods that do not show would pass for done. Pure.
 */
export function notSeen(view: MeshView): readonly string[] {
    const refused = reachableClusters(view).flatMap(({ name, config, kubernetes }) => {
        const kinds = JUDGED_BY.filter((kind) => kubernetes.unlistable.includes(kind));
        return kinds.length === 0
            ? []
            : [
                  `${name}: the user of context ${config.context} may not list ${kinds.join(", ")} (docs/operations.md#rights-missing)`,
              ];
    });
    return [...unreachableClusters(view), ...refused];
}
