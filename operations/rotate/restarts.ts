import { PROGRAM_NAMESPACES } from "../../components/linkerd/names";
import { SAMPLE_NAMESPACE } from "../../components/sample/names";
import { rolloutRestart } from "../remedies/kubectl";
import { isRestartable } from "../layers/workloads";
import { groupBy } from "../findings/groupBy";
import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import type { WorkloadName } from "./restartWorkload";
import type { PodOfCluster } from "./rotationState";

/** A workload of a cluster. */
export type WorkloadOfCluster = WorkloadName & { readonly cluster: string };

/** Who restarts what. */
export interface Restarts {
    /** By the program, in this order. */
    readonly own: readonly WorkloadOfCluster[];
    /** By the operator. */
    readonly byHand: readonly WorkloadOfCluster[];
}

/**
 * Workloads of these pods by who restarts them: the program those that it made, and all with
 * `everything`, but for those that nobody makes anew. Pure.
 */
export function restartsOf(
    pods: readonly PodOfCluster[],
    { sample }: Pick<PlainMeshConfig, "sample">,
    everything: boolean,
): Restarts {
    const programs = [...PROGRAM_NAMESPACES, ...(sample === undefined ? [] : [SAMPLE_NAMESPACE])];
    const groups = groupBy(pods, ({ cluster, namespace, kind, name }) =>
        [cluster, namespace, kind, name].join("/"),
    );
    const workloads = [...groups.values()].map(
        ([{ cluster, namespace, kind, name }]): WorkloadOfCluster => ({
            ...{ cluster, namespace, kind, name },
        }),
    );
    const isOwn = (workload: WorkloadOfCluster) =>
        isRestartable(workload) && (everything || programs.includes(workload.namespace));
    const rank = ({ namespace, name }: WorkloadOfCluster) => {
        // The others get their certificates from it.
        if (name === "linkerd-identity") return -1;
        const place = PROGRAM_NAMESPACES.indexOf(namespace);
        return place < 0 ? PROGRAM_NAMESPACES.length : place;
    };
    const sorted = [...workloads].sort((a, b) => rank(a) - rank(b));
    return { own: sorted.filter(isOwn), byHand: workloads.filter((one) => !isOwn(one)) };
}

/** What the operator types to restart a workload; the name alone of one that nobody makes anew. Pure. */
export function restartCommand(
    { clusters }: Pick<PlainMeshConfig, "clusters">,
    { cluster, namespace, kind, name }: WorkloadOfCluster,
): string {
    const config = clusters.find((one) => one.name === cluster);
    return config !== undefined && isRestartable({ kind })
        ? rolloutRestart(config, namespace, `${kind.toLowerCase()}/${name}`).shell
        : `${kind} ${namespace}/${name} of ${cluster}: nobody makes its pods anew`;
}
