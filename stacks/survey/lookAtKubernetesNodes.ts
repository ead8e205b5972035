import { CoreV1Api, KubeConfig, type V1Node } from "@kubernetes/client-node";
import type { Look } from "./look";
import { requestFailure } from "./requestFailure";
import { timeLimit } from "./timeLimit";

/** How long an API server may take to answer, seconds. */
const LIST_TIMEOUT_SECONDS = 10;

/** The nodes that a cluster's API server knows. */
export async function lookAtKubernetesNodes(kubeconfig: string): Promise<Look<readonly V1Node[]>> {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    try {
        const { items } = await config
            .makeApiClient(CoreV1Api)
            .listNode({}, timeLimit(LIST_TIMEOUT_SECONDS));
        return { seen: items };
    } catch (error) {
        return { failure: requestFailure(error) };
    }
}
