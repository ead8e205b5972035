import type { NodePort } from "../../components/openstack/nodePorts";
import type { RoutedNode } from "../../components/nodes/connection";
import type { ClusterConfig, OpenStackConfig } from "../configuration/types/meshConfig";
import type { Problem } from "../configuration/types/problem";

/** A cluster with an OpenStack part. */
export type OpenStackCluster = ClusterConfig & { readonly openstack: OpenStackConfig };

/** A configured node, and what Neutron knows of its address. */
export interface HostFacts {
    readonly host: RoutedNode;
    readonly port?: NodePort;
    /** Groups of the port. */
    readonly securityGroupIds?: readonly string[];
    /** Floating IP of the port; `several` where it has more than one. */
    readonly floatingAddress?: string;
}

/** What Neutron says of one cluster; what it does not know is absent. */
export interface SiteFacts {
    /** Position in `clusters`. */
    readonly index: number;
    readonly cluster: OpenStackCluster;
    readonly networkId: string;
    readonly subnet?: { readonly id: string; readonly name: string; readonly cidr: string };
    readonly router?: {
        readonly name: string;
        /** Empty without an external gateway. */
        readonly externalNetworkId: string;
        readonly externalAddresses: readonly string[];
    };
    readonly hosts: readonly HostFacts[];
    readonly securityGroupId?: string;
    /** Where the floating IP comes from: a pool, or the address with the port that it belongs to, and whether the program made it. */
    readonly floatingIp?: { readonly networkId: string } & (
        | { readonly pool: string }
        | { readonly address: string; readonly portId: string; readonly isOurs: boolean }
    );
    /** Port that has the gateway's pinned address. */
    readonly occupant?: { readonly id: string; readonly name: string };
    /** Ports that this program made in an earlier run. */
    readonly ownPortIds: readonly string[];
}

/** What was found of one cluster, and what was not. */
export interface Gathered {
    /** Absent where not even the network was found. */
    readonly facts?: SiteFacts;
    readonly problems: readonly Problem[];
}
