import * as ipaddr from "ipaddr.js";
import { pairAdvice, portsWithoutPair } from "../../components/openstack/nodePorts";
import { gatewayPortName } from "../../components/openstack/names";
import type { LinkConfig } from "../configuration/types/meshConfig";
import type { SiteFacts } from "./siteFacts";
import type { ConfigPath, Problem } from "../configuration/types/problem";

/** What the configuration of a cluster has against what Neutron says of it. */
export function siteProblems(facts: SiteFacts): Problem[] {
    return [
        ...gatewayProblems(facts),
        ...routerProblems(facts),
        ...floatingIpProblems(facts),
        ...hostProblems(facts),
        ...groupProblems(facts),
    ];
}

/**
 * Links of routing `dnat` whose target's gateway has an address of the source's own subnet: nodes of
 * the source would rewrite packets to a neighbour of theirs.
 */
export function hijackProblems(
    sites: readonly SiteFacts[],
    links: readonly LinkConfig[],
): Problem[] {
    return links.flatMap(({ source, target, routing }): Problem[] => {
        const from = sites.find(({ cluster }) => cluster.name === source);
        const to = sites.find(({ cluster }) => cluster.name === target);
        const ip = to?.cluster.gateway.ip;
        if (routing !== "dnat" || from?.subnet === undefined || to === undefined) return [];
        if (ip === undefined || !isInside(ip, from.subnet.cidr)) return [];
        const advice =
            `it lies in ${from.subnet.cidr}, the subnet of ${source} too, whose nodes would send what is meant for a neighbour to ${target}; ` +
            `write routing direct for the link from ${source} to ${target}`;
        return [{ path: ["clusters", to.index, "gateway", "ip"], value: ip, advice }];
    });
}

/**
 * Addresses from which the pods of a cluster reach the others, sorted; absent where Neutron does not
 * say. A node's packets leave with its floating IP where it has one, else with the router's address.
 */
export function egressOf({ cluster, router, hosts }: SiteFacts): readonly string[] | undefined {
    if (cluster.egressAddresses !== undefined) return sorted(cluster.egressAddresses);
    const floating = hosts.flatMap(({ floatingAddress }) => floatingAddress ?? []);
    const external = (router?.externalAddresses ?? []).filter((ip) => ipaddr.IPv4.isIPv4(ip));
    if (external.length === 0 || floating.includes("several")) return undefined;
    return sorted([...external, ...floating]);
}

/** Advice where {@link egressOf} does not know. */
export function egressProblem(name: string, index: number): Problem {
    const advice = `Neutron does not say from which addresses the pods of ${name} reach other clusters, and their security groups have to admit those; write them, for example ["203.0.113.10", "203.0.113.5"]`;
    return { path: ["clusters", index, "egressAddresses"], value: undefined, advice };
}

function gatewayProblems({ index, cluster, subnet, occupant, ...facts }: SiteFacts): Problem[] {
    const { gateway, openstack, name } = cluster;
    const { ip } = gateway;
    if (ip === undefined) return [];
    const problem = (advice: string): Problem => ({
        path: ["clusters", index, "gateway", "ip"],
        value: ip,
        advice,
    });
    if (subnet !== undefined && !isInside(ip, subnet.cidr)) {
        return [
            problem(
                `the nodes of ${name} are in subnet ${subnet.name}, ${subnet.cidr}; write an address of it that no port has`,
            ),
        ];
    }
    if (occupant !== undefined && occupant.name !== gatewayPortName(name)) {
        const whose = occupant.name === "" ? "" : `, ${occupant.name}`;
        return [
            problem(
                `port ${occupant.id}${whose} has this address; write one of the subnet of ${name} that no port has`,
            ),
        ];
    }
    const ports = facts.hosts.flatMap(({ port }) => port ?? []);
    const missing = openstack.addressPairs === "check" ? portsWithoutPair(ip, ports) : [];
    return missing.length === 0 ? [] : [problem(pairAdvice(ip, missing))];
}

function routerProblems({ index, cluster, router }: SiteFacts): Problem[] {
    if (router === undefined || router.externalNetworkId !== "") return [];
    const advice = `router ${router.name} has no external gateway, so no floating IP leads to ${cluster.name}; set one with 'openstack router set --external-gateway NETWORK ${router.name}', or write another router`;
    const path = ["clusters", index, "openstack", "router"];
    return [{ path, value: cluster.openstack.router, advice }];
}

function floatingIpProblems({
    index,
    cluster,
    router,
    floatingIp,
    ownPortIds,
}: SiteFacts): Problem[] {
    if (floatingIp === undefined) return [];
    const key = "address" in floatingIp ? "address" : "pool";
    const path: ConfigPath = ["clusters", index, "openstack", "floatingIp", key];
    const value = "address" in floatingIp ? floatingIp.address : floatingIp.pool;
    const external = router?.externalNetworkId ?? "";
    const problems: Problem[] = [];
    if (router !== undefined && external !== "" && external !== floatingIp.networkId) {
        const advice = `router ${router.name} of ${cluster.name} has its gateway in another network, ${external}; write a pool or an address of that one`;
        problems.push({ path, value, advice });
    }
    if ("portId" in floatingIp && floatingIp.portId !== "") {
        if (!ownPortIds.includes(floatingIp.portId)) {
            const advice = `it belongs to port ${floatingIp.portId}; write one that is free, or free it with 'openstack floating ip unset --port ${value}'`;
            problems.push({ path, value, advice });
        }
    }
    if ("isOurs" in floatingIp && floatingIp.isOurs) {
        const advice = `the program took it from a pool, and would give it back when it is no longer to be taken from there; write the pool again, or hand it over first with 'pulumi state delete' of ${cluster.name}-gateway-address-floating-ip and 'openstack floating ip set --description "" ${value}'`;
        problems.push({ path, value, advice });
    }
    return problems;
}

function hostProblems({ index, cluster, networkId, hosts }: SiteFacts): Problem[] {
    return hosts.flatMap(({ host, port }, position): Problem[] => {
        if (port !== undefined || host.skipped) return [];
        const path = ["clusters", index, "nodes", "hosts", position, "address"];
        const advice = `no port of network ${cluster.openstack.network} has this address; write the InternalIP of ${host.name} that 'openstack port list --network ${networkId}' shows`;
        return [{ path, value: host.address, advice }];
    });
}

/** Rules in a group that does not filter a node open nothing there. */
function groupProblems({ index, cluster, hosts, securityGroupId: group }: SiteFacts): Problem[] {
    if (group === undefined) return [];
    const ports = hosts.flatMap(({ port, securityGroupIds = [] }) =>
        port === undefined || port.skipped || securityGroupIds.includes(group) ? [] : [port],
    );
    if (ports.length === 0) return [];
    const nodes = ports.map(({ node }) => node).join(", ");
    const commands = ports.map(
        ({ portId }) => `openstack port set --security-group ${group} ${portId}`,
    );
    const advice = `it does not filter ${nodes}, so its rules would open nothing there; write the group of all nodes, leave the key out for a group of the program's own, or add it with ${commands.map((command) => `'${command}'`).join(", ")}`;
    const path = ["clusters", index, "openstack", "securityGroup"];
    return [{ path, value: cluster.openstack.securityGroup, advice }];
}

function isInside(address: string, cidr: string): boolean {
    return (
        ipaddr.IPv4.isIPv4(address) &&
        ipaddr.IPv4.isValidCIDR(cidr) &&
        ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr))
    );
}

function sorted(addresses: readonly string[]): string[] {
    return [...new Set(addresses)].sort();
}
