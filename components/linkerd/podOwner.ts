import type { V1Pod } from "@kubernetes/client-node";

/** The Deployment that a pod belongs to: the name of its ReplicaSet without the hash. */
export function deploymentOf({ metadata }: V1Pod): string | undefined {
    const owner = metadata?.ownerReferences?.find(({ kind }) => kind === "ReplicaSet")?.name;
    const hash = metadata?.labels?.["pod-template-hash"];
    return owner !== undefined && hash !== undefined && owner.endsWith(`-${hash}`)
        ? owner.slice(0, -hash.length - 1)
        : undefined;
}

/** What makes a pod, as the operator knows it: a Deployment in place of its ReplicaSet, or the pod itself. */
export function ownerOf(pod: V1Pod): { readonly kind: string; readonly name: string } {
    const deployment = deploymentOf(pod);
    if (deployment !== undefined) return { kind: "Deployment", name: deployment };
    const owner = pod.metadata?.ownerReferences?.find(({ controller }) => controller === true);
    return owner ?? { kind: "Pod", name: pod.metadata?.name ?? "" };
}
