import { KubeConfig } from "@kubernetes/client-node";
import { MULTICLUSTER_NAMESPACE, mirrorLeaseName } from "../../components/linkerd/names";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { getFromPod } from "../pods/getFromPod";
import { gatewayProbe, type GatewayProbe } from "./gatewayProbe";
import type { KubernetesView } from "./kubernetesView";
import type { Failure } from "../../stacks/survey/look";
import { requestFailure } from "../../stacks/survey/requestFailure";

/** Port of the service mirror's metrics. Only the replica that holds the Lease probes. */
const METRICS_PORT = 9999;
const LIMIT_SECONDS = 10;

/**
 * Reads from the service mirror of `target` in `source` whether the gateway of `target` answers its
 * probes, through a forwarded port, as `linkerd multicluster check` does. The API server's proxy to the
 * pod gets 403: the chart lets nobody but viz' Prometheus at that port.
 *
 * `end` is for tests.
 */
export async function lookAtGatewayAlive(
    source: PlainClusterConfig,
    kubernetes: KubernetesView,
    target: string,
    end = AbortSignal.timeout(LIMIT_SECONDS * 1000),
): Promise<GatewayProbe | Failure> {
    const lease = mirrorLeaseName(target);
    const holder = kubernetes.leases.find(({ metadata }) => metadata?.name === lease)?.spec
        ?.holderIdentity;
    if (holder === undefined || holder === "") return { failure: `nobody holds Lease ${lease}` };
    const config = new KubeConfig();
    config.loadFromString(source.kubeconfig);
    try {
        const port = { namespace: MULTICLUSTER_NAMESPACE, pod: holder, port: METRICS_PORT };
        const probe = gatewayProbe(await getFromPod(config, port, "/metrics", end), target);
        const failure = `the metrics of pod ${holder} have no gateway_alive of ${target}`;
        return probe ?? { failure };
    } catch (error) {
        return {
            failure: `the metrics of pod ${holder} were asked for, but ${requestFailure(error)}`,
        };
    }
}
