import { PROGRAM_NAMESPACES } from "../../components/linkerd/names";
import { SAMPLE_NAMESPACE } from "../../components/sample/names";
import { sh } from "../../components/shell";
import { kubectlIn, rolloutRestart } from "../remedies/kubectl";
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

type Clusters = Pick<PlainMeshConfig, "clusters">;

/** What the operator types to restart a workload; the name alone of one that nobody makes anew. Pure. */
export function restartCommand(
    { clusters }: Clusters,
    { cluster, namespace, kind, name }: WorkloadOfCluster,
): string {
    const config = clusters.find((one) => one.name === cluster);
    if (config !== undefined && isRestartable({ kind })) {
        return rolloutRestart(config, namespace, `${kind.toLowerCase()}/${name}`).shell;
    }
    if (config !== undefined && kind === "Job") {
        const pods = ["pods", "--selector", `job-name=${name}`];
        return sh`${kubectlIn(config, namespace, "delete", ...pods)}  # or wait for its end`.shell;
    }
    return `${kind} ${namespace}/${name} of ${cluster}: nobody makes its pods anew`;
}

/** What to say of workloads that the operator restarts; nothing where there are none. Pure. */
export function leftLines(
    workloads: readonly WorkloadOfCluster[],
    config: Clusters,
): readonly string[] {
    const lines = (title: string, some: readonly WorkloadOfCluster[]) =>
        some.length === 0 ? [] : [title, ...some.map((one) => `  ${restartCommand(config, one)}`)];
    return [
        ...lines("Restart these, or write --restart all:", workloads.filter(isRestartable)),
        ...lines(
            "These are yours to end, or to make anew:",
            workloads.filter((one) => !isRestartable(one)),
        ),
    ];
}
