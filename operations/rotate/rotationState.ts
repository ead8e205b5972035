/** A pod with a proxy. */
export interface PodState {
    readonly namespace: string;
    /** `Deployment`, `StatefulSet`, …; `Pod` for one that nobody makes anew. */
    readonly kind: string;
    readonly name: string;
    /** Whether it trusts what its cluster hands out now. */
    readonly isCurrent: boolean;
    /** Generation of the anchor that its certificate leads to; absent where it was not seen. */
    readonly signedBy?: number;
}

/** What one cluster has of a rotation, with anchors as their generations. */
export interface ClusterState {
    readonly name: string;
    /** What it hands out to its proxies. */
    readonly live: readonly number[];
    /** What its issuer leads to; absent where that is none of the stack's. */
    readonly issuer?: number;
    readonly pods: readonly PodState[];
}

/** How far a rotation of the trust anchors has come: all that the next step is decided from. */
export interface RotationState {
    readonly generations: readonly number[];
    readonly signing: number;
    readonly clusters: readonly ClusterState[];
}

/** A pod of a cluster. */
export type PodOfCluster = PodState & { readonly cluster: string };

/** Pods that a state has of some kind, in the order of the clusters. */
export function podsThat(
    { clusters }: RotationState,
    is: (pod: PodState) => boolean,
): readonly PodOfCluster[] {
    return clusters.flatMap(({ name, pods }) =>
        pods.filter(is).map((pod) => ({ ...pod, cluster: name })),
    );
}

/** Whether these are the same generations, in any order. */
export function isSame(some: readonly number[], others: readonly number[]): boolean {
    return some.length === others.length && some.every((one) => others.includes(one));
}
