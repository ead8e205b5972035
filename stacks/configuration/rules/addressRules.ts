import type { Draft } from "../draft/draft";
import type { ConfigPath, Problem } from "../types/problem";
import { repetitions } from "./repetitions";
import type { Route } from "../draft/routes";
import type { ClusterPlace } from "../draft/sources";

function gatewayPath(index: number): ConfigPath {
    return ["clusters", index, "gateway", "ip"];
}

/** Two gateways with one address, where a node or a peer could not tell which of them is meant. */
function sharedGatewayProblems(links: readonly Route[]): Problem[] {
    const rewritten = links.filter(({ routing }) => routing !== "direct");
    const rivals = rewritten.flatMap(({ source, target }) => [
        [source, target] as const,
        ...rewritten
            .filter((other) => other.source.index === source.index)
            .map((other) => [other.target, target] as const),
    ]);
    const clashes = new Map<number, Problem>();
    for (const [one, other] of rivals) {
        const value = one.cluster.gateway?.ip;
        if (one.index === other.index || value === undefined) continue;
        if (value !== other.cluster.gateway?.ip) continue;
        const [first, second] = [one.index, other.index].sort((a, b) => a - b);
        if (first === undefined || second === undefined || clashes.has(second)) continue;
        const advice = `the gateway of clusters[${String(first)}] has this address; write one of this cluster's own`;
        const example = `192.168.0.${String(150 + second)}, or routing: direct for the links`;
        clashes.set(second, { path: gatewayPath(second), value, advice, example });
    }
    return [...clashes.values()];
}

function nodeWith(address: string | undefined, { cluster, index }: ClusterPlace) {
    if (address === undefined) return undefined;
    const host = (cluster.nodes?.hosts ?? []).findIndex((node) => node.address === address);
    return host < 0 ? undefined : `clusters[${String(index)}].nodes.hosts[${String(host)}]`;
}

function nodeAddressProblems(clusters: readonly ClusterPlace[], links: readonly Route[]) {
    return clusters.flatMap((target): Problem[] => {
        const value = target.cluster.gateway?.ip;
        const own = nodeWith(value, target);
        if (own !== undefined) {
            const advice = `${own} has this address; write one that no node has`;
            return [{ path: gatewayPath(target.index), value, advice, example: "192.168.0.150" }];
        }
        const [taken] = links
            .filter((link) => link.routing === "dnat" && link.target.index === target.index)
            .flatMap(({ source }) => nodeWith(value, source) ?? []);
        if (taken === undefined) return [];
        const advice = `${taken} has this address, and the nodes there would rewrite packets to it; write another one`;
        const example = "192.168.0.150, or routing: direct for the link";
        return [{ path: gatewayPath(target.index), value, advice, example }];
    });
}

function floatingAddressProblems(clusters: readonly ClusterPlace[]): Problem[] {
    const addresses = clusters.map(({ cluster }) => cluster.openstack?.floatingIp?.address);
    return repetitions(addresses).map(({ value, index, first }) => ({
        path: ["clusters", index, "openstack", "floatingIp", "address"],
        value,
        advice: `clusters[${String(first)}] has this floating IP; write another one`,
        example: `203.0.113.${String(30 + index)}`,
    }));
}

/** Addresses that two things have, where packets would go to the wrong one. */
export function addressProblems(draft: Draft, routes: readonly Route[]): Problem[] {
    const clusters = (draft.clusters ?? []).map((cluster, index) => ({ cluster, index }));
    return [
        ...sharedGatewayProblems(routes),
        ...nodeAddressProblems(clusters, routes),
        ...floatingAddressProblems(clusters),
    ];
}
