import * as ipaddr from "ipaddr.js";
import { linkName } from "../../components/linkerd/names";
import type { LinkConfig } from "../configuration/types/meshConfig";
import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import type { SurveyedCluster } from "./surveyedCluster";
import { keyOf, problemAt, REFUSES, type SurveyProblem } from "./surveyProblem";

/** Whether an address lies in a range. */
export function isInside(address: string, cidr: string): boolean {
    return (
        ipaddr.IPv4.isIPv4(address) &&
        ipaddr.IPv4.isValidCIDR(cidr) &&
        ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr))
    );
}

/** Whether all addresses of an IPv4 range, `10.10.0.0/24`, are in another. */
function isWithin(range: string, cidr: string): boolean {
    const [network = "", length] = range.split("/");
    return isInside(network, cidr) && Number(length) >= Number(cidr.split("/")[1]);
}

/**
 * Addresses from which the pods of a cluster reach the others, sorted; undefined where Neutron does
 * not say. A node's packets leave with its floating IP where it has one, else with the router's address.
 */
export function egressOf({ config, cloud }: SurveyedCluster): readonly string[] | undefined {
    if (config.egressAddresses !== undefined) return sorted(config.egressAddresses);
    const floating = (config.nodes?.hosts ?? []).map(({ name }) => {
        const portId = cloud.nodePorts.get(name)?.id;
        return cloud.floatingIps.filter((one) => portId !== undefined && one.portId === portId);
    });
    const external = (cloud.router?.externalAddresses ?? []).filter((ip) => ipaddr.IPv4.isIPv4(ip));
    if (external.length === 0 || floating.some(({ length }) => length > 1)) return undefined;
    return sorted([...external, ...floating.flat().map(({ address }) => address)]);
}

/** Clusters whose peers cannot know whom to let in: Neutron does not say, nor does the configuration. */
export function unknownEgress(
    { clusters, links, peerLinks }: Pick<PlainMeshConfig, "clusters" | "links" | "peerLinks">,
    surveyed: readonly SurveyedCluster[],
): readonly SurveyedCluster[] {
    const filtered = new Set(
        clusters.filter(({ openstack }) => openstack !== undefined).map(({ name }) => name),
    );
    return surveyed.filter(
        (cluster) =>
            egressOf(cluster) === undefined &&
            // The router itself, or the name by which it would be found, is told of.
            cluster.cloud.router?.externalNetworkId !== "" &&
            !cluster.cloud.unresolved.has("router") &&
            !cluster.cloud.unresolved.has("subnet") &&
            (peerLinks.some(({ source }) => source === cluster.name) ||
                links.some(
                    ({ source, target }) => source === cluster.name && filtered.has(target),
                )),
    );
}

/** What to write where Neutron does not say. Pure. */
export function egressProblems(
    config: Pick<PlainMeshConfig, "clusters" | "links" | "peerLinks">,
    surveyed: readonly SurveyedCluster[],
): SurveyProblem[] {
    return unknownEgress(config, surveyed).flatMap((cluster) =>
        problemAt(cluster, ["egressAddresses"], {
            code: "egress-addresses-unknown",
            value: undefined,
            what: "Neutron does not say from which addresses its pods reach other clusters",
            why: "The security groups of the other clusters have to let them in, and `pulumi up` refuses to run.",
            advice: 'write them, for example ["203.0.113.10", "203.0.113.5"]',
            settings: [{ path: keyOf(cluster, "egressAddresses", 0), value: "ADDRESS" }],
        }),
    );
}

/**
 * Links of routing `dnat` whose target's gateway has an address of the source's own subnet: nodes of
 * the source would rewrite packets to a neighbour of theirs. `addresses` are the gateways', by cluster.
 * One that is read later will be of the target's subnet. Pure.
 */
export function hijackProblems(
    links: readonly LinkConfig[],
    surveyed: readonly SurveyedCluster[],
    addresses: ReadonlyMap<string, string>,
): SurveyProblem[] {
    return links.flatMap(({ source, target, routing }) => {
        const cidr = surveyed.find(({ name }) => name === source)?.cloud.subnet?.cidr;
        const to = surveyed.find(({ name }) => name === target);
        if (routing !== "dnat" || cidr === undefined || to === undefined) return [];
        const address = addresses.get(target);
        const range = to.cloud.subnet?.cidr;
        const isHijacked =
            address === undefined
                ? range !== undefined && isWithin(range, cidr)
                : isInside(address, cidr);
        if (!isHijacked) return [];
        const has = address ?? `an address of ${String(range)}`;
        return problemAt(to, ["gateway", "ip"], {
            code: "gateway-in-source-subnet",
            where: linkName({ source, target }),
            value: address,
            what: `the gateway of ${target} has ${has}, which lies in ${cidr}, the subnet of ${source} too`,
            why: `Nodes of ${source} would send what is meant for a neighbour to ${target}; ${REFUSES}`,
            advice: `write routing direct for the link from ${source} to ${target}`,
            settings: [{ path: ["routing"], value: "direct" }],
        });
    });
}

function sorted(addresses: readonly string[]): string[] {
    return [...new Set(addresses)].sort();
}
