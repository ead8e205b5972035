import type { CloudFloatingIp, CloudPort } from "../../stacks/survey/cloudView";
import type { KubernetesView } from "../view/kubernetesView";

/** Something of Neutron's. */
export interface Named {
    readonly id: string;
    readonly name: string;
}

export interface SubnetView extends Named {
    readonly cidr: string;
    /** Empty where it has none. */
    readonly gatewayIp: string;
}

export interface RouterView extends Named {
    /** Empty without an external gateway. */
    readonly externalNetworkId: string;
}

export interface NetworkPort extends CloudPort {
    /** `compute:nova`, `network:router_interface` … */
    readonly owner: string;
    /** Id of the server or router that has it. */
    readonly deviceId: string;
    readonly subnetIds: readonly string[];
}

/** A network in which a node of the cluster has a port. */
export interface NetworkView extends Named {
    /** Of IPv4. */
    readonly subnets: readonly SubnetView[];
    /** All that the project sees. */
    readonly ports: readonly NetworkPort[];
    readonly routers: readonly RouterView[];
}

/** What one entry of clouds.yaml shows of a cluster's nodes. */
export interface ProjectView {
    readonly cloud: string;
    readonly projectId: string;
    readonly networks: readonly NetworkView[];
    readonly floatingIps: readonly CloudFloatingIp[];
    readonly securityGroups: readonly Named[];
    readonly externalNetworks: readonly Named[];
}

/** A cluster as its API server and the clouds show it. */
export interface SiteCluster {
    readonly name: string;
    /** `server` of its kubeconfig. */
    readonly server: string;
    readonly kubernetes: KubernetesView;
    readonly projects: readonly ProjectView[];
    /** Entries of clouds.yaml that could not be asked, with the reason. */
    readonly unasked: readonly string[];
}

/** A node with its address. */
export interface NodeAddress {
    readonly name: string;
    readonly address: string;
}
