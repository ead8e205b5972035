import type { Failure } from "./look";

/** What Neutron says of one cluster's project. Ids are Neutron's. */
export interface CloudView {
    /** Project of the credentials: clusters of one project share its quotas. */
    readonly projectId: string;
    readonly network: { readonly id: string; readonly name: string };
    readonly subnet?: { readonly id: string; readonly name: string; readonly cidr: string };
    /** Router of the subnet; absent where the project may not see it. */
    readonly router?: {
        readonly id: string;
        readonly name: string;
        /** Empty without an external gateway. */
        readonly externalNetworkId: string;
        readonly externalAddresses: readonly string[];
    };
    /** The ports of the configured nodes, by the node's name; absent nodes have none. */
    readonly nodePorts: ReadonlyMap<string, CloudPort>;
    /** The port that has the gateway's address; where none is pinned, the program's own by its name. */
    readonly gatewayPort?: CloudPort;
    /** Ports of the network that have the name of the program's own. */
    readonly ownPortIds: readonly string[];
    /** Floating IPs of the project. */
    readonly floatingIps: readonly CloudFloatingIp[];
    /** External network of the configured pool. */
    readonly pool?: {
        readonly id: string;
        readonly name: string;
        /** Whether another network has the same name. */
        readonly nameIsShared: boolean;
    };
    /** Free addresses of the configured pool; absent where the project may not ask, or nobody asked for room. */
    readonly freePoolAddresses?: number;
    /** Quotas of the project that an `up` uses; -1 is unlimited. Absent as above. */
    readonly quotas?: CloudQuotas;
    /** The configured group, or the program's own. */
    readonly securityGroup?: CloudSecurityGroup;
    /** What has the address in `apiServer`, where that is a floating IP that leads to no node's port. */
    readonly apiServer?: ApiServerPlace;
    /** Absent where nobody asked. */
    readonly marked?: MarkedObjects;
    /** By what the configuration names and is not there once: how many there are, 0 or more than 1. */
    readonly unresolved: ReadonlyMap<NamedKey, number>;
}

/** A key of `clusters[].openstack` that names something of Neutron's. */
export type NamedKey = "subnet" | "router" | "securityGroup" | "floatingIp.pool";

/** A virtual IP, a load balancer, or another instance before the API servers of a cluster. */
export interface ApiServerPlace {
    readonly floatingIp: CloudFloatingIp;
    /** Where it leads; absent where that is nowhere, or the project may not see it. */
    readonly port?: CloudPort;
    /** Whether the port is of an instance, waits for whoever takes its address, or is the cloud's own, as Octavia's. */
    readonly kind?: "instance" | "virtual" | "cloud";
    /** Ports that packets for it enter through: that of the instance, or those that may send from a virtual IP. */
    readonly carriers: readonly CloudPort[];
    /** Their groups, as far as the project may see them. */
    readonly securityGroups: readonly CloudSecurityGroup[];
}

/** Quotas of a project; those of security groups are absent where the cloud lacks the extension. */
export interface CloudQuotas {
    readonly floatingip: CloudQuota;
    readonly port: CloudQuota;
    readonly securityGroup?: CloudQuota;
    readonly securityGroupRule?: CloudQuota;
}

/** What has the program's description in a project, of whatever stack. */
export interface MarkedObjects {
    readonly ports: readonly CloudPort[];
    readonly securityGroups: readonly Omit<CloudSecurityGroup, "ingress">[];
    /** Of groups of the program's and of others. */
    readonly rules: readonly {
        readonly id: string;
        /** Absent where it is empty. */
        readonly description?: string;
        readonly securityGroupId: string;
        readonly port: number;
        readonly remotePrefix: string;
    }[];
}

/** How much of a quota is used. */
export interface CloudQuota {
    readonly limit: number;
    readonly used: number;
}

export interface CloudPort {
    readonly id: string;
    readonly name: string;
    /** Absent where it is empty. */
    readonly description?: string;
    readonly fixedIps: readonly string[];
    readonly securityGroupIds: readonly string[];
    readonly portSecurityEnabled: boolean;
    /** Addresses of `allowed_address_pairs` that keep the port's own MAC. */
    readonly addressPairs: readonly string[];
}

export interface CloudFloatingIp {
    readonly id: string;
    readonly address: string;
    readonly networkId: string;
    /** Port that it leads to; empty for none. */
    readonly portId: string;
    readonly fixedIp: string;
    readonly description: string;
}

export interface CloudSecurityGroup {
    readonly id: string;
    readonly name: string;
    /** Absent where it is empty. */
    readonly description?: string;
    readonly ingress: readonly CloudRule[];
}

/** A rule of IPv4; absent ports and prefixes let everything in. */
export interface CloudRule {
    readonly id: string;
    readonly description: string;
    /** Name or number. */
    readonly protocol?: string;
    readonly portMin?: number;
    readonly portMax?: number;
    readonly remotePrefix?: string;
    readonly remoteGroupId?: string;
}

/** Why nothing was seen of a project; `name`: Neutron answered, and has not one network of the configured name. */
export type CloudFailure = Failure<"name">;
