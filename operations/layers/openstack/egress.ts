import * as ipaddr from "ipaddr.js";
import type { FilteredCluster } from "../../../components/openstack/securityGroupRules";
import type { Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import type { CloudCluster } from "./clusters";

/** Whether an address lies in a range. */
export function isInside(address: string, cidr: string): boolean {
    return (
        ipaddr.IPv4.isIPv4(address) &&
        ipaddr.IPv4.isValidCIDR(cidr) &&
        ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr))
    );
}

/**
 * Addresses from which the pods of a cluster reach the others, as `up` finds them: with its floating
 * IP from a node that has one, else with the router's. Undefined where Neutron does not say.
 */
export function egressAddresses({ config, cloud }: CloudCluster): readonly string[] | undefined {
    if (config.egressAddresses !== undefined) return config.egressAddresses;
    const floating = (config.nodes?.hosts ?? []).map(({ name }) => {
        const portId = cloud.nodePorts.get(name)?.id;
        return cloud.floatingIps.filter((one) => portId !== undefined && one.portId === portId);
    });
    const external = (cloud.router?.externalAddresses ?? []).filter((one) =>
        ipaddr.IPv4.isIPv4(one),
    );
    if (external.length === 0 || floating.some(({ length }) => length > 1)) return undefined;
    return [...new Set([...external, ...floating.flat().map(({ address }) => address)])].sort();
}

/** Every cluster as the program's rules see it, with the addresses of today. */
export function filteredClusters(
    view: MeshView,
    clusters: readonly CloudCluster[],
): FilteredCluster[] {
    return view.config.clusters.map((config) => {
        const { name, apiServer } = config;
        const cluster = clusters.find((one) => one.name === name);
        const known = cluster === undefined ? config.egressAddresses : egressAddresses(cluster);
        const groupId =
            cluster?.openstack.securityGroup === undefined
                ? undefined
                : cluster.cloud.securityGroup?.id;
        return {
            name,
            apiServer,
            egressAddresses: known ?? [],
            filtered: config.openstack !== undefined,
            ...(groupId === undefined ? {} : { securityGroupId: groupId }),
        };
    });
}

/** Clusters whose peers cannot know whom to let in: Neutron does not say, nor does the configuration. */
export function unknownEgress(
    view: MeshView,
    clusters: readonly CloudCluster[],
): readonly CloudCluster[] {
    const filtered = new Set(
        view.config.clusters.filter(({ openstack }) => openstack).map(({ name }) => name),
    );
    return clusters.filter(
        (cluster) =>
            egressAddresses(cluster) === undefined &&
            // Told of the router itself.
            cluster.cloud.router?.externalNetworkId !== "" &&
            view.config.links.some(
                ({ source, target }) => source === cluster.name && filtered.has(target),
            ),
    );
}

/** What to write where Neutron does not say; `pulumi up` refuses to run without it. */
export function egressFindings(
    view: MeshView,
    clusters: readonly CloudCluster[],
): readonly Finding[] {
    return unknownEgress(view, clusters).map(({ name, index }) => ({
        severity: "error",
        where: name,
        what: "Neutron does not say from which addresses its pods reach other clusters",
        why: "The security groups of the other clusters have to let them in, and `pulumi up` refuses to run.",
        remedy: `pulumi config set --path 'clusters[${index}].egressAddresses[0]' ADDRESS\npulumi up`,
    }));
}

/** Links of routing `dnat` to an address of the source's own subnet. */
export function hijackFindings(
    { config, outputs }: MeshView,
    clusters: readonly CloudCluster[],
): Finding[] {
    return config.links.flatMap(({ source, target, routing }): Finding[] => {
        const cidr = clusters.find(({ name }) => name === source)?.cloud.subnet?.cidr;
        const pinned = config.clusters.find(({ name }) => name === target)?.gateway.ip;
        const address = pinned ?? outputs?.clusters[target]?.gatewayAddress;
        if (routing !== "dnat" || cidr === undefined || address === undefined) return [];
        if (!isInside(address, cidr)) return [];
        return [
            {
                severity: "error",
                where: `${source}-to-${target}`,
                what: `the gateway of ${target} has ${address}, which lies in ${cidr}, the subnet of ${source} too`,
                why: `Nodes of ${source} would send what is meant for a neighbour to ${target}; \`pulumi up\` refuses to run.`,
                remedy: "pulumi config set routing direct\npulumi up",
            },
        ];
    });
}
