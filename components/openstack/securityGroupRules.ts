import { GATEWAY_PORT, PROBE_PORT } from "../linkerd/names";

/** One rule: TCP to `port` from `address`. */
export interface IngressRule {
    readonly port: number;
    /** IPv4 address of a peer, as this side sees it. */
    readonly address: string;
}

/** Whether two rules are one. */
export function isSameRule(one: IngressRule, other: IngressRule): boolean {
    return one.port === other.port && one.address === other.address;
}

/** A cluster, as far as security groups are concerned. */
export interface FilteredCluster {
    readonly name: string;
    /** URL of the API server that the pods of the other clusters use. */
    readonly apiServer: string;
    /** Addresses from which this cluster's pods reach the others. */
    readonly egressAddresses: readonly string[];
    /** Whether Neutron filters its nodes: false where the load balancer's address is public already. */
    readonly filtered: boolean;
    /** The operator's group, which several clusters may share. @default one of its own */
    readonly securityGroupId?: string;
}

/** What lets the peers of one cluster in. */
export interface ClusterIngress {
    /** Rules that this cluster's component makes. */
    readonly rules: readonly IngressRule[];
    /** Cluster whose component makes the rules of this one's group: a link to it waits for them. */
    readonly owner: string;
}

/**
 * Rules for the peers of every cluster that Neutron filters: gateway, probe and API server, from the
 * egress addresses of the clusters that link to it.
 *
 * Neutron refuses a rule that a group has already. So each is there once per group, made by the
 * first cluster, by name, of those that share the group: their order in the configuration is free.
 */
export function securityGroupRules(
    clusters: readonly FilteredCluster[],
    links: readonly { readonly source: string; readonly target: string }[],
): ReadonlyMap<string, ClusterIngress> {
    const sourcesOf = (target: FilteredCluster) =>
        clusters.filter(({ name }) =>
            links.some((link) => link.source === name && link.target === target.name),
        );
    const filtered = clusters
        .filter((cluster) => cluster.filtered)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    return new Map(
        filtered.map((cluster) => {
            const { name, securityGroupId } = cluster;
            const sharing = filtered.filter(
                (other) =>
                    other === cluster ||
                    (securityGroupId !== undefined && other.securityGroupId === securityGroupId),
            );
            const owner = sharing[0]?.name ?? name;
            const rules = sharing.flatMap((target) =>
                sourcesOf(target).flatMap(({ egressAddresses }) =>
                    egressAddresses.flatMap((address) =>
                        portsOf(target).map((port) => ({ port, address })),
                    ),
                ),
            );
            return [name, { rules: owner === name ? distinct(rules) : [], owner }];
        }),
    );
}

/** The addresses of rules by their port, in the order of the rules. */
export function addressesByPort(rules: readonly IngressRule[]): Record<string, string[]> {
    const ports = [...new Set(rules.map(({ port }) => port))];
    return Object.fromEntries(
        ports.map((port) => [
            port,
            rules.filter((rule) => rule.port === port).map(({ address }) => address),
        ]),
    );
}

function portsOf({ apiServer }: FilteredCluster): number[] {
    // URL leaves out the port that https has anyway.
    return [GATEWAY_PORT, PROBE_PORT, Number(new URL(apiServer).port || 443)];
}

/** Each rule once, in the order of ports and then of addresses. */
function distinct(rules: readonly IngressRule[]): IngressRule[] {
    const byName = new Map(rules.map((rule) => [`${rule.port} ${rule.address}`, rule]));
    const key = ({ address }: IngressRule) =>
        address
            .split(".")
            .map((part) => part.padStart(3, "0"))
            .join(".");
    return [...byName.values()].sort((a, b) => a.port - b.port || (key(a) < key(b) ? -1 : 1));
}
