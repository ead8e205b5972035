import type { V1DaemonSet, V1Deployment, V1StatefulSet } from "@kubernetes/client-node";

/** Kinds that are restarted by an annotation of their pods. */
export type RolledOut =
    | { readonly kind: "Deployment"; readonly object: V1Deployment }
    | { readonly kind: "StatefulSet"; readonly object: V1StatefulSet }
    | { readonly kind: "DaemonSet"; readonly object: V1DaemonSet };

/** Whether a workload waits for somebody to delete its pods. Pure. */
export function isByHand({ kind, object }: RolledOut): boolean {
    return kind !== "Deployment" && object.spec?.updateStrategy?.type === "OnDelete";
}

/**
 * Whether all pods of a workload are of its last template, and ready, by the same fields as
 * `kubectl rollout status`. Pure.
 */
export function isRolledOut({ kind, object }: RolledOut): boolean {
    const { metadata, status } = object;
    if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) return false;
    switch (kind) {
        case "Deployment": {
            const wanted = object.spec?.replicas ?? 1;
            const counts = [
                object.status?.replicas,
                object.status?.updatedReplicas,
                object.status?.availableReplicas,
            ];
            return counts.every((count = 0) => count === wanted);
        }
        case "StatefulSet": {
            const wanted = object.spec?.replicas ?? 1;
            const isUpdated =
                object.status?.updatedReplicas === wanted ||
                object.status?.currentRevision === object.status?.updateRevision;
            return isUpdated && (object.status?.readyReplicas ?? 0) === wanted;
        }
        case "DaemonSet": {
            const wanted = object.status?.desiredNumberScheduled ?? 0;
            const counts = [object.status?.updatedNumberScheduled, object.status?.numberAvailable];
            return counts.every((count = 0) => count === wanted);
        }
    }
}
