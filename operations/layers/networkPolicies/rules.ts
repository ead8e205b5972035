import type {
    V1NetworkPolicy,
    V1NetworkPolicyIngressRule,
    V1NetworkPolicyPeer,
    V1NetworkPolicyPort,
} from "@kubernetes/client-node";
import ipaddr from "ipaddr.js";
import type { KubernetesView } from "../../view/kubernetesView";
import { selects, type Labels } from "../labelSelector";
import type { PolicyPod, PolicySource } from "./policyPod";

/** A rule, and where it stands. */
export interface IngressRule {
    readonly policy: V1NetworkPolicy;
    readonly index: number;
    readonly rule: V1NetworkPolicyIngressRule;
}

function isForIngress({ spec }: V1NetworkPolicy): boolean {
    return spec?.policyTypes?.includes("Ingress") ?? true;
}

/** Policies that select a pod, for what comes in: without any it is open. */
export function policiesOf(
    { networkPolicies }: KubernetesView,
    pod: PolicyPod,
): readonly V1NetworkPolicy[] {
    return networkPolicies.filter(
        (policy) =>
            isForIngress(policy) &&
            policy.metadata?.namespace === pod.namespace &&
            selects(policy.spec?.podSelector ?? {}, pod.labels),
    );
}

/** The rules of policies: what one of them names comes in. */
export function rulesOf(policies: readonly V1NetworkPolicy[]): readonly IngressRule[] {
    return policies.flatMap((policy) =>
        (policy.spec?.ingress ?? []).map((rule, index) => ({ policy, index, rule })),
    );
}

/** The TCP ports of a pod that an entry of a rule names, first and last; none for other protocols. */
export function tcpRange(
    { protocol = "TCP", port, endPort }: V1NetworkPolicyPort,
    to: PolicyPod,
): readonly [first: number, last: number] | undefined {
    if (protocol !== "TCP") return undefined;
    if (port === undefined) return [1, 65535];
    // Of a pod that was not seen a name may be any port.
    if (typeof port === "string" && to.ports === undefined) return [1, 65535];
    const first = typeof port === "number" ? port : to.ports?.[port];
    return first === undefined ? undefined : [first, endPort ?? first];
}

/** Whether a rule is for this TCP port of a pod. */
export function hasPort(
    { rule: { ports = [] } }: IngressRule,
    to: PolicyPod,
    port: number,
): boolean {
    return (
        ports.length === 0 ||
        ports.some((entry) => {
            const [first, last] = tcpRange(entry, to) ?? [];
            return first !== undefined && last !== undefined && first <= port && port <= last;
        })
    );
}

function isWithin(ip: string, cidr: string): boolean {
    const [address, range] = [ipaddr.parse(ip), ipaddr.parseCIDR(cidr)];
    return address.kind() === range[0].kind() && address.match(range);
}

function isPeer(
    peer: V1NetworkPolicyPeer,
    policyNamespace: string | undefined,
    source: PolicySource,
    labelsOf: (namespace: string) => Labels,
): boolean {
    const { ipBlock, namespaceSelector, podSelector } = peer;
    if (ipBlock !== undefined) {
        const { ip } = source;
        return (
            ip !== undefined &&
            isWithin(ip, ipBlock.cidr) &&
            !(ipBlock.except ?? []).some((cidr) => isWithin(ip, cidr))
        );
    }
    if (!("namespace" in source)) return false;
    const isPlace =
        namespaceSelector === undefined
            ? source.namespace === policyNamespace
            : selects(namespaceSelector, labelsOf(source.namespace));
    return isPlace && (podSelector === undefined || selects(podSelector, source.labels));
}

/** What says whether a rule is for packets from somewhere, by the namespaces of a cluster. */
export function fromRuleOf({ namespaces }: KubernetesView) {
    const labelsOf = (namespace: string): Labels => ({
        "kubernetes.io/metadata.name": namespace,
        ...namespaces.find(({ metadata }) => metadata?.name === namespace)?.metadata?.labels,
    });
    return ({ policy, rule: { _from: peers = [] } }: IngressRule, source: PolicySource): boolean =>
        peers.length === 0 ||
        peers.some((peer) => isPeer(peer, policy.metadata?.namespace, source, labelsOf));
}
