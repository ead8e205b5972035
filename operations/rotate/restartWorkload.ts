import { AppsV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import pRetry from "p-retry";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { timeLimit } from "../../stacks/survey/timeLimit";
import { isByHand, isRolledOut, type RolledOut } from "./rollout";

const LIMIT = timeLimit(10);
const PATCH = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch, LIMIT);

/** Seconds in which the pods of a workload are made anew; a Deployment's own limit is as long. */
const ROLLOUT_SECONDS = 600;

/** What makes pods of one template. */
export interface WorkloadName {
    readonly namespace: string;
    readonly kind: string;
    readonly name: string;
}

/** As kubectl does it, so that nobody else takes it for a change of their own. */
function restartedAt(now: Date) {
    const annotations = { "kubectl.kubernetes.io/restartedAt": now.toISOString() };
    return {
        body: { spec: { template: { metadata: { annotations } } } },
        fieldManager: "kubectl-rollout",
    };
}

function accessTo(apps: AppsV1Api, { kind, namespace, name }: WorkloadName) {
    const object = { namespace, name };
    const change = (now: Date) => ({ ...object, ...restartedAt(now) });
    switch (kind) {
        case "Deployment":
            return {
                read: async (): Promise<RolledOut> => ({
                    kind,
                    object: await apps.readNamespacedDeployment(object, LIMIT),
                }),
                restart: (now: Date) => apps.patchNamespacedDeployment(change(now), PATCH),
            };
        case "StatefulSet":
            return {
                read: async (): Promise<RolledOut> => ({
                    kind,
                    object: await apps.readNamespacedStatefulSet(object, LIMIT),
                }),
                restart: (now: Date) => apps.patchNamespacedStatefulSet(change(now), PATCH),
            };
        case "DaemonSet":
            return {
                read: async (): Promise<RolledOut> => ({
                    kind,
                    object: await apps.readNamespacedDaemonSet(object, LIMIT),
                }),
                restart: (now: Date) => apps.patchNamespacedDaemonSet(change(now), PATCH),
            };
        default:
            return undefined;
    }
}

/**
 * Makes the pods of a workload anew and waits until they are ready. Rejects with a sentence for the
 * operator where they are not, or where nobody makes its pods anew.
 */
export async function restartWorkload(
    cluster: PlainClusterConfig,
    workload: WorkloadName,
    now: Date,
): Promise<void> {
    const what = `${workload.kind} ${workload.namespace}/${workload.name} of ${cluster.name}`;
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    const access = accessTo(config.makeApiClient(AppsV1Api), workload);
    if (access === undefined) throw new Error(`${what}: nobody makes its pods anew; do it by hand`);
    try {
        if (isByHand(await access.read())) throw new Error("its updateStrategy is OnDelete");
        await access.restart(now);
    } catch (error) {
        throw new Error(`${what} was to be restarted, but ${requestFailure(error)}`, {
            cause: error,
        });
    }
    const look = async () => {
        // An API server that restarts, too, is asked again.
        if (!isRolledOut(await access.read())) throw new Error("not all of its pods are ready");
    };
    const limit = { factor: 1, minTimeout: 1000, maxRetryTime: ROLLOUT_SECONDS * 1000 };
    await pRetry(look, { retries: ROLLOUT_SECONDS, ...limit }).catch((error: unknown) => {
        throw new Error(
            `${what} was restarted, but after ${ROLLOUT_SECONDS} s ${requestFailure(error)}`,
            { cause: error },
        );
    });
}
