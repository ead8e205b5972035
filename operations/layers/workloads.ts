import type { V1Pod } from "@kubernetes/client-node";
import { ownerOf } from "../../components/linkerd/podOwner";
import { groupBy } from "../findings/groupBy";

/** What makes pods of one template, and those that were seen of it. */
export interface Workload {
    readonly namespace: string;
    /** `Deployment`, `StatefulSet`, …; `Pod` for one that nobody makes anew. */
    readonly kind: string;
    readonly name: string;
    readonly pods: readonly [V1Pod, ...V1Pod[]];
}

/** Kinds that `kubectl rollout restart` makes anew. */
const RESTARTABLE = ["Deployment", "StatefulSet", "DaemonSet"];

/** Whether `kubectl rollout restart` makes the pods of a workload anew. */
export function isRestartable({ kind }: Pick<Workload, "kind">): boolean {
    return RESTARTABLE.includes(kind);
}

/** Pods by what makes them. Pure. */
export function workloadsOf(pods: readonly V1Pod[]): readonly Workload[] {
    const owned = pods.map((pod) => {
        const { kind, name } = ownerOf(pod);
        return { pod, namespace: pod.metadata?.namespace ?? "", kind, name };
    });
    const groups = groupBy(owned, ({ namespace, kind, name }) => [namespace, kind, name].join("/"));
    return [...groups.values()].map((group) => {
        const [{ namespace, kind, name }, ...others] = group;
        return { namespace, kind, name, pods: [group[0].pod, ...others.map(({ pod }) => pod)] };
    });
}
