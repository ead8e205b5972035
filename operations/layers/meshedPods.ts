import type { V1Container, V1ContainerStatus, V1Pod, V1PodSpec } from "@kubernetes/client-node";
import { deploymentOf } from "../../components/linkerd/podOwner";
import type { KubernetesView } from "../view/kubernetesView";

/** Name of the container that the injector adds. */
export const PROXY = "linkerd-proxy";

const INJECT = "linkerd.io/inject";

/** Whether a pod runs or is to run. */
export function isLive({ metadata, status }: V1Pod): boolean {
    const hasEnded = status?.phase === "Succeeded" || status?.phase === "Failed";
    return metadata?.deletionTimestamp === undefined && !hasEnded;
}

/**
 * Live pods of Deployments that must have a proxy: those that ask for one, by annotation of their own
 * or of their namespace, and the control plane's, whose proxies stand in the chart.
 */
export function meshedPods({ pods, namespaces }: KubernetesView): readonly V1Pod[] {
    return pods.filter((pod) => {
        const { metadata } = pod;
        if (!isLive(pod) || deploymentOf(pod) === undefined) return false;
        if (metadata?.labels?.["linkerd.io/control-plane-component"] !== undefined) return true;
        const namespace = namespaces.find((other) => other.metadata?.name === metadata?.namespace);
        const wish = metadata?.annotations?.[INJECT] ?? namespace?.metadata?.annotations?.[INJECT];
        return wish === "enabled" || wish === "ingress";
    });
}

/** All containers of a pod: where the proxy is a native sidecar it is an init container that goes on running. */
export function allContainers(spec: V1PodSpec | undefined): readonly V1Container[] {
    return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
}

/** Whether the pod has a proxy. */
export function hasProxy({ spec }: V1Pod): boolean {
    return allContainers(spec).some(({ name }) => name === PROXY);
}

/** State of the pod's proxy; absent before the kubelet has begun. */
export function proxyStatus({ status }: V1Pod): V1ContainerStatus | undefined {
    return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
        ({ name }) => name === PROXY,
    );
}

/** Port at which a proxy tells its metrics and shows its certificate, where nothing else is written. */
const ADMIN_PORT = 4191;

/** That port of a pod's proxy. */
export function adminPort({ spec }: V1Pod): number {
    const proxy = allContainers(spec).find(({ name }) => name === PROXY);
    return proxy?.ports?.find(({ name }) => name === "linkerd-admin")?.containerPort ?? ADMIN_PORT;
}
