import * as ipaddr from "ipaddr.js";
import { GATEWAY_PORT, PROBE_PORT } from "../linkerd/names";
import { operatorError } from "../operatorError";
import { CHAIN } from "./names";

/** The way to the gateway of another cluster. */
export interface PeerRoute {
    /** Name of that cluster. */
    readonly peer: string;
    /** Address of its gateway in its own network, IPv4; what its Link carries. */
    readonly privateAddress: string;
    /** Floating IP that leads there, IPv4. */
    readonly floatingAddress: string;
}

/**
 * Rules of the chain, in the format of iptables-restore: one for each route and port, in the order of
 * the peers' names, whatever the order of the links.
 *
 * Loaded without flushing the table, the chain's own line empties it, so that one transaction takes
 * old rules away and brings the new ones.
 *
 * Fails on an address that no rule can have, as one that was read from a load balancer may be, and on
 * two peers with one private address.
 */
export function gatewayRules(routes: readonly PeerRoute[]): string {
    const sorted = [...routes].sort((a, b) => (a.peer < b.peer ? -1 : 1));
    for (const [index, route] of sorted.entries()) {
        check(route);
        const rival = sorted
            .slice(0, index)
            .find(({ privateAddress }) => privateAddress === route.privateAddress);
        if (rival !== undefined) {
            throw operatorError(
                `${route.peer}: its gateway has ${route.privateAddress}, as that of ${rival.peer} has, ` +
                    "and a node could not tell which of them is meant. Write another address into " +
                    "clusters[].gateway.ip, or routing: direct for the links.",
            );
        }
    }
    const rules = sorted.flatMap((route) =>
        [GATEWAY_PORT, PROBE_PORT].map((port) => gatewayRule(route, port)),
    );
    return ["*nat", `:${CHAIN} - [0:0]`, ...rules, "COMMIT", ""].join("\n");
}

function gatewayRule({ peer, privateAddress, floatingAddress }: PeerRoute, port: number): string {
    return [
        `-A ${CHAIN} -d ${privateAddress}/32 -p tcp --dport ${port}`,
        `-m comment --comment "linkerd-multicluster: gateway of ${peer}"`,
        `-j DNAT --to-destination ${floatingAddress}`,
    ].join(" ");
}

function check({ peer, privateAddress, floatingAddress }: PeerRoute): void {
    const needs = "and rules on nodes need one IPv4 address";
    if (!ipaddr.IPv4.isValidFourPartDecimal(privateAddress)) {
        throw operatorError(
            `${peer}: the address of its gateway is "${privateAddress}", ${needs}. Pin one with ` +
                "clusters[].gateway.ip, or write routing: direct for the links to it.",
        );
    }
    if (!ipaddr.IPv4.isValidFourPartDecimal(floatingAddress)) {
        throw operatorError(
            `${peer}: the floating IP of its gateway is "${floatingAddress}", ${needs}. Write a pool ` +
                "that has some, or the address of one, into clusters[].openstack.floatingIp.",
        );
    }
}
