import type {
    V1NetworkPolicy,
    V1NetworkPolicyIngressRule,
    V1NetworkPolicyPeer,
} from "@kubernetes/client-node";
import ipaddr from "ipaddr.js";
import type { Flow, PolicyPod, PolicySource } from "./flows";
import { selects, type Labels } from "../labelSelector";
import type { ReachableCluster } from "../reachableClusters";

/** A flow that no policy lets in, for one port. */
export interface KeptOut {
    readonly to: PolicyPod;
    readonly port: number;
    readonly from: readonly PolicySource[];
    /** Policies that select the pod, as `namespace/name`. */
    readonly policies: readonly string[];
}

function isWithin(ip: string, cidr: string): boolean {
    const [address, range] = [ipaddr.parse(ip), ipaddr.parseCIDR(cidr)];
    return address.kind() === range[0].kind() && address.match(range);
}

function isPeer(
    peer: V1NetworkPolicyPeer,
    policyNamespace: string,
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

function hasPort({ ports = [] }: V1NetworkPolicyIngressRule, to: PolicyPod, port: number): boolean {
    return (
        ports.length === 0 ||
        ports.some(({ protocol = "TCP", port: allowed, endPort }) => {
            if (protocol !== "TCP") return false;
            if (allowed === undefined) return true;
            if (typeof allowed === "string" && to.ports === undefined) return true;
            const first = typeof allowed === "number" ? allowed : to.ports?.[allowed];
            return first !== undefined && first <= port && port <= (endPort ?? first);
        })
    );
}

function isForIngress({ spec }: V1NetworkPolicy): boolean {
    return spec?.policyTypes?.includes("Ingress") ?? true;
}

/**
 * The flows that the NetworkPolicies of a cluster keep out. A pod that no policy selects is open;
 * to others comes in what any of their policies names.
 */
export function keptOut(
    { kubernetes }: ReachableCluster,
    flows: readonly Flow[],
): readonly KeptOut[] {
    const labelsOf = (namespace: string): Labels => ({
        "kubernetes.io/metadata.name": namespace,
        ...kubernetes.namespaces.find(({ metadata }) => metadata?.name === namespace)?.metadata
            ?.labels,
    });
    return flows.flatMap(({ to, ports, from }) => {
        const policies = kubernetes.networkPolicies.filter(
            (policy) =>
                isForIngress(policy) &&
                policy.metadata?.namespace === to.namespace &&
                selects(policy.spec?.podSelector ?? {}, to.labels),
        );
        if (policies.length === 0) return [];
        const rules = policies.flatMap(({ spec }) => spec?.ingress ?? []);
        return ports.flatMap((port): KeptOut[] => {
            const open = rules.filter((rule) => hasPort(rule, to, port));
            const excluded = from.filter(
                (source) =>
                    !open.some(
                        ({ _from: peers = [] }) =>
                            peers.length === 0 ||
                            peers.some((peer) => isPeer(peer, to.namespace, source, labelsOf)),
                    ),
            );
            if (excluded.length === 0) return [];
            const names = policies.map(({ metadata }) => `${to.namespace}/${metadata?.name ?? ""}`);
            return [{ to, port, from: excluded, policies: names }];
        });
    });
}
