import type {
    ClusterState,
    PodState,
    RotationState,
} from "../../../operations/rotate/rotationState";

/** A pod of generation 1 alone. */
export function podState(changes: Partial<PodState> = {}): PodState {
    return {
        ...{ namespace: "shop", kind: "Deployment", name: "web" },
        ...{ isCurrent: true, signedBy: 1, ...changes },
    };
}

/** A cluster of generation 1 alone, with such a pod. */
export function clusterState(name: string, changes: Partial<ClusterState> = {}): ClusterState {
    return { name, live: [1], issuer: 1, pods: [podState()], ...changes };
}

/** Two clusters that are alike. */
export function rotationState(
    generations: readonly number[],
    signing: number,
    changes: Partial<ClusterState> = {},
): RotationState {
    const clusters = ["east", "west"].map((name) => clusterState(name, changes));
    return { generations, signing, clusters };
}
