import {
    CONTROL_PLANE_NAMESPACE,
    GATEWAY,
    MULTICLUSTER_NAMESPACE,
    PROXY_INBOUND_PORT,
} from "../../../components/linkerd/names";
import {
    CONTROL_PLANE_INGRESS,
    MULTICLUSTER_INGRESS,
    type AllowedIngress,
} from "../../../components/linkerd/networkPolicyRules";
import { SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { SAMPLE_INGRESS } from "../../../components/sample/sampleObjects";
import type { MeshView } from "../../view/meshView";
import { exportedServices } from "../exports";
import { hasLabels } from "../../../stacks/survey/mirrorLabels";
import { meshedPods } from "../meshedPods";
import { isInPodNetwork, policyPod, type PolicyPod, type PolicySource } from "./policyPod";
import type { ReachableCluster } from "../reachableClusters";
import { internalIps } from "../../../stacks/survey/nodeChecks";

/** Something that has to come in. */
export interface Flow {
    readonly to: PolicyPod;
    readonly ports: readonly number[];
    /** Ports that do as well as any of these. @default none */
    readonly orPorts?: readonly number[];
    readonly from: readonly PolicySource[];
}

/**
 * Addresses that nodes have on the way to a pod: their own, and those of Calico's tunnels, which lie
 * in the range of the pods. Calls of the API server come from them, and traffic that kube-proxy
 * hands on from another node.
 */
function nodeSources({ kubernetes }: ReachableCluster): readonly PolicySource[] {
    return kubernetes.nodes.flatMap((node) => {
        const { metadata } = node;
        const name = metadata?.name ?? "";
        const own = internalIps(node).map((ip) => ({ name: `node ${name}`, ip }));
        const tunnels = ["IPv4VXLANTunnelAddr", "IPv4IPIPTunnelAddr"].flatMap((key) => {
            const ip = metadata?.annotations?.[`projectcalico.org/${key}`];
            return ip === undefined ? [] : [{ name: `node ${name}`, ip }];
        });
        return [...own, ...tunnels];
    });
}

/** The flows that one rule of the program names, to the pods that are there. */
function flowsOf(
    namespace: string,
    rules: readonly AllowedIngress[],
    pods: readonly PolicyPod[],
    nodes: readonly PolicySource[],
): Flow[] {
    return rules.flatMap((rule) =>
        pods
            .filter((pod) => pod.namespace === namespace && hasLabels(pod.labels, rule.pods))
            .flatMap((to) =>
                rule.ingress.map(({ ports, from }) => ({
                    to,
                    ports,
                    from: from === undefined ? nodes : sources(namespace, from, pods),
                })),
            ),
    );
}

/** Pods that the program's own rules mean: in the same namespace, in all, or in one by its name. */
function sources(
    namespace: string,
    peers: NonNullable<AllowedIngress["ingress"][number]["from"]>,
    pods: readonly PolicyPod[],
): readonly PolicyPod[] {
    const isMeant = (pod: PolicyPod) =>
        peers.some(({ podSelector: { matchLabels: labels = {} }, namespaceSelector }) => {
            const place = namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"];
            const isPlace =
                namespaceSelector === undefined
                    ? pod.namespace === namespace
                    : place === undefined || place === pod.namespace;
            return isPlace && (Object.keys(labels).length === 0 || hasLabels(pod.labels, labels));
        });
    return pods.filter(isMeant);
}

/**
 * Exported Services of other namespaces: the gateway has to reach their pods, seen or not. Where it
 * goes to their proxies, and policies let it in to the application alone, is told with all such policies.
 */
function exportedFlows(
    { config }: MeshView,
    cluster: ReachableCluster,
    gateways: readonly PolicyPod[],
): Flow[] {
    const toProxies = config.charts.versions.generation.meshedPort === "proxy";
    return exportedServices(cluster)
        .filter(({ metadata }) => metadata?.namespace !== SAMPLE_NAMESPACE)
        .flatMap(({ metadata, spec }): Flow[] => {
            const labels = spec?.selector;
            const namespace = metadata?.namespace ?? "";
            const ports = (spec?.ports ?? []).flatMap(({ port, targetPort = port }) =>
                typeof targetPort === "number" ? [targetPort] : [],
            );
            if (labels === undefined || ports.length === 0) return [];
            const isMeshed = cluster.kubernetes.injectedPods.some(
                (pod) =>
                    pod.metadata?.namespace === namespace && hasLabels(pod.metadata.labels, labels),
            );
            const to = { name: `${namespace}/${metadata?.name ?? ""}`, namespace, labels };
            return toProxies && isMeshed
                ? [{ to, ports: [PROXY_INBOUND_PORT], orPorts: ports, from: gateways }]
                : [{ to, ports, from: gateways }];
        });
}

/** Everything that has to come in to the mesh's pods of a cluster, by the rules of the program. */
export function neededFlows(view: MeshView, cluster: ReachableCluster): readonly Flow[] {
    const pods = meshedPods(cluster.kubernetes).filter(isInPodNetwork).map(policyPod);
    const nodes = nodeSources(cluster);
    const gateways = pods.filter(
        ({ namespace, labels }) =>
            namespace === MULTICLUSTER_NAMESPACE && labels["app"] === GATEWAY,
    );
    return [
        ...flowsOf(CONTROL_PLANE_NAMESPACE, CONTROL_PLANE_INGRESS, pods, nodes),
        ...flowsOf(MULTICLUSTER_NAMESPACE, MULTICLUSTER_INGRESS, pods, nodes),
        ...(view.config.sample === undefined
            ? []
            : flowsOf(SAMPLE_NAMESPACE, SAMPLE_INGRESS, pods, nodes)),
        ...exportedFlows(view, cluster, gateways),
    ];
}
