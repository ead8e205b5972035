import {
    CONTROL_PLANE_NAMESPACE,
    MULTICLUSTER_NAMESPACE,
    SMI_NAMESPACE,
} from "../../components/linkerd/names";
import { SAMPLE_NAMESPACE } from "../../components/sample/names";
import { rolloutRestart } from "../remedies/kubectl";
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

const RESTARTABLE = ["Deployment", "StatefulSet", "DaemonSet"];

/** The issuer's signer first: the others get their certificates from it. */
const FIRST = [CONTROL_PLANE_NAMESPACE, MULTICLUSTER_NAMESPACE, SMI_NAMESPACE];

/**
 * Workloads of these pods by who restarts them: the program those that it made, and all with
 * `everything`, but for those that nobody makes anew. Pure.
 */
export function restartsOf(
    pods: readonly PodOfCluster[],
    { sample }: Pick<PlainMeshConfig, "sample">,
    everything: boolean,
): Restarts {
    const programs = [...FIRST, ...(sample === undefined ? [] : [SAMPLE_NAMESPACE])];
    const groups = groupBy(pods, ({ cluster, namespace, kind, name }) =>
        [cluster, namespace, kind, name].join("/"),
    );
    const workloads = [...groups.values()].map(
        ([{ cluster, namespace, kind, name }]): WorkloadOfCluster => ({
            ...{ cluster, namespace, kind, name },
        }),
    );
    const isOwn = ({ namespace, kind }: WorkloadOfCluster) =>
        RESTARTABLE.includes(kind) && (everything || programs.includes(namespace));
    const rank = ({ namespace, name }: WorkloadOfCluster) => {
        if (name === "linkerd-identity") return -1;
        const place = FIRST.indexOf(namespace);
        return place < 0 ? FIRST.length : place;
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
    return config !== undefined && RESTARTABLE.includes(kind)
        ? rolloutRestart(config, namespace, `${kind.toLowerCase()}/${name}`).shell
        : `${kind} ${namespace}/${name} of ${cluster}: nobody makes its pods anew`;
}
