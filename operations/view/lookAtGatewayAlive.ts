import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { MULTICLUSTER_NAMESPACE, mirrorLeaseName } from "../../components/linkerd/names";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { gatewayAlive } from "./gatewayAlive";
import type { KubernetesView } from "./kubernetesView";
import type { Look } from "../../stacks/survey/look";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { timeLimit } from "../../stacks/survey/timeLimit";

/** Port of the service mirror's metrics. Only the replica that holds the Lease probes. */
const METRICS_PORT = 9999;
const LIMIT = timeLimit(10);

/**
 * Reads from the service mirror of `target` in `source` whether the gateway of `target` answers its
 * probes, through the API server's proxy to the pod, as `linkerd multicluster check` does through a
 * forwarded port.
 */
export async function lookAtGatewayAlive(
    source: PlainClusterConfig,
    kubernetes: KubernetesView,
    target: string,
): Promise<Look<boolean>> {
    const lease = mirrorLeaseName(target);
    const holder = kubernetes.leases.find(({ metadata }) => metadata?.name === lease)?.spec
        ?.holderIdentity;
    if (holder === undefined || holder === "") return { failure: `nobody holds Lease ${lease}` };
    const config = new KubeConfig();
    config.loadFromString(source.kubeconfig);
    try {
        const metrics = await config.makeApiClient(CoreV1Api).connectGetNamespacedPodProxyWithPath(
            {
                namespace: MULTICLUSTER_NAMESPACE,
                name: `${holder}:${METRICS_PORT}`,
                path: "metrics",
            },
            LIMIT,
        );
        const alive = gatewayAlive(metrics, target);
        return alive === undefined
            ? { failure: `the metrics of pod ${holder} have no gateway_alive of ${target}` }
            : { seen: alive };
    } catch (error) {
        return {
            failure: `the metrics of pod ${holder} were asked for, but ${requestFailure(error)}`,
        };
    }
}
