import {
    ApiException,
    CoreV1Api,
    type KubeConfig,
    type V1ConfigMap,
} from "@kubernetes/client-node";
import { timeLimit } from "../../stacks/survey/timeLimit";

/** ConfigMaps of the cluster's own parts: kubeadm, CoreDNS, Cilium. Undefined where they may not be listed. */
export async function lookAtSystemConfigMaps(
    config: KubeConfig,
): Promise<readonly V1ConfigMap[] | undefined> {
    try {
        const { items } = await config
            .makeApiClient(CoreV1Api)
            .listNamespacedConfigMap({ namespace: "kube-system" }, timeLimit(30));
        return items;
    } catch (error) {
        if (error instanceof ApiException && error.code === 403) return undefined;
        throw error;
    }
}
