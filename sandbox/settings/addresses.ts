import type { Settings } from "./settings";

/** Pod network of every cluster: the same everywhere, as K-PaaS installs it, so that no test passes by routing pods directly. */
export const POD_NETWORK = "10.233.64.0/18";

/** Service network of every cluster, as K-PaaS installs it. */
export const SERVICE_NETWORK = "10.233.0.0/18";

/** Address of the Service `kubernetes`: always the first of the service network. */
export const KUBERNETES_SERVICE_ADDRESS = "10.233.0.1";

/** Address of the cluster DNS Service, as kubespray and therefore K-PaaS choose it. */
export const DNS_SERVICE_ADDRESS = "10.233.0.3";

/** One node: a network namespace on the tenant network of its cluster. */
export interface NodeAddresses {
    /** Name of the Kubernetes node, for example `cluster1-node1`. */
    readonly name: string;
    /** From 1; node 1 also runs the control plane. */
    readonly index: number;
    /** Network namespace; also the name of the node's link inside the switch namespace. */
    readonly netns: string;
    /** Address on the tenant network: the fixed IP of the node's Neutron port. */
    readonly ip: string;
    /** MAC address of the node's `eth0` and of its Neutron port. */
    readonly mac: string;
    /** The /24 of {@link POD_NETWORK} that this node's pods get. */
    readonly podCidr: string;
}

/** Addresses of one cluster. */
export interface ClusterAddresses {
    /** `cluster1`, `cluster2`, … Also the name of its OpenStack project, user and cloud in clouds.yaml. */
    readonly name: string;
    /** From 1. */
    readonly index: number;
    /** Tenant network, a /24. */
    readonly tenantCidr: string;
    /** The tenant network: one bridge with the links of the nodes and of the router. */
    readonly switch: { readonly netns: string; readonly bridge: string };
    /** The cluster's Neutron router. */
    readonly router: {
        readonly netns: string;
        /** Its address on the tenant network. */
        readonly tenantAddress: string;
        /** Its address on the external network, where pods and nodes without a floating IP leave. */
        readonly externalAddress: string;
    };
    readonly nodes: readonly NodeAddresses[];
    /** Addresses of the tenant subnet that Neutron hands out itself. */
    readonly allocation: { readonly first: string; readonly last: string };
    /** MetalLB's pool, outside {@link ClusterAddresses.allocation}. */
    readonly pool: { readonly first: string; readonly last: string };
    /** First address of the pool, kept for the Service `linkerd-gateway`. */
    readonly gatewayAddress: string;
    /** Floating IP of the first node: bastion and API server as the world sees them. */
    readonly masterFloatingIp: string;
    /** URL of the API server for the operator and for other clusters, on the floating IP. */
    readonly apiServer: string;
    /** URL of the API server for the cluster's own nodes. */
    readonly internalApiServer: string;
    /** Names of the cluster's objects in Neutron, all in its project. */
    readonly openstack: {
        readonly network: string;
        readonly subnet: string;
        readonly router: string;
        /** The group on every node's port. */
        readonly securityGroup: string;
    };
}

/** Every address and network name of the sandbox. */
export interface AddressPlan {
    /** The external network, Neutron's pool of floating IPs. */
    readonly external: {
        /** Name of the network in Neutron. */
        readonly network: string;
        /** Namespace with the bridge that joins the routers and the machine. */
        readonly netns: string;
        readonly bridge: string;
        readonly cidr: string;
        /** Floating IPs that are handed out. */
        readonly pool: { readonly first: string; readonly last: string };
    };
    /** The one link of the machine's own network namespace, into the external network. */
    readonly uplink: {
        readonly link: string;
        /** The machine's address on the external network. */
        readonly address: string;
    };
    readonly clusters: readonly ClusterAddresses[];
}

/**
 * Works out every address from the settings.
 *
 * Of the /16 the first /24 is the external network: .1 is the machine, .11 and up are the routers,
 * .21 and up the floating IPs of the first nodes, .100 to .199 are handed out by Neutron. The N-th
 * /24 is the tenant network of cluster N: .1 is the router, .11 and up are nodes and .200 to .219
 * belong to MetalLB.
 */
export function planAddresses(settings: Settings): AddressPlan {
    const base = baseOf(settings.range);
    return {
        external: {
            network: "public",
            netns: `${settings.prefix}-ext`,
            bridge: "external",
            cidr: `${base}.0.0/24`,
            pool: { first: `${base}.0.100`, last: `${base}.0.199` },
        },
        uplink: { link: `${settings.prefix}-uplink`, address: `${base}.0.1` },
        clusters: count(settings.clusters).map((index) => planCluster(settings, base, index)),
    };
}

function planCluster(settings: Settings, base: string, index: number): ClusterAddresses {
    const name = `cluster${String(index)}`;
    const tenant = `${base}.${String(index)}`;
    const masterFloatingIp = `${base}.0.${String(20 + index)}`;
    return {
        name,
        index,
        tenantCidr: `${tenant}.0/24`,
        switch: { netns: `${settings.prefix}-s${String(index)}`, bridge: "tenant" },
        router: {
            netns: `${settings.prefix}-r${String(index)}`,
            tenantAddress: `${tenant}.1`,
            externalAddress: `${base}.0.${String(10 + index)}`,
        },
        nodes: count(settings.nodes).map((node) => ({
            name: `${name}-node${String(node)}`,
            index: node,
            netns: `${settings.prefix}-c${String(index)}n${String(node)}`,
            ip: `${tenant}.${String(10 + node)}`,
            mac: `fa:16:3e:00:0${String(index)}:0${String(node)}`,
            podCidr: `10.233.${String(63 + node)}.0/24`,
        })),
        allocation: { first: `${tenant}.2`, last: `${tenant}.199` },
        pool: { first: `${tenant}.200`, last: `${tenant}.219` },
        gatewayAddress: `${tenant}.200`,
        masterFloatingIp,
        apiServer: `https://${masterFloatingIp}:${String(settings.apiPort)}`,
        internalApiServer: `https://${tenant}.11:${String(settings.apiPort)}`,
        openstack: {
            network: `${name}-network`,
            subnet: `${name}-subnet`,
            router: `${name}-router`,
            securityGroup: `${name}-nodes`,
        },
    };
}

function baseOf(range: string): string {
    const [first = "", second = ""] = range.split(".");
    const a = Number(first);
    // Loopback is refused by the API server in Endpoints, 224 and up cannot be a host's address.
    if (a < 1 || a === 127 || a > 223 || Number(second) > 255) {
        throw new Error(
            `SANDBOX_RANGE is "${range}": write a /16 of host addresses, for example 198.18.0.0/16`,
        );
    }
    if (a === 10 && Number(second) === 233) {
        throw new Error(
            `SANDBOX_RANGE is "${range}", which holds the pod and service networks ` +
                `${POD_NETWORK} and ${SERVICE_NETWORK}: write another /16, for example 198.18.0.0/16`,
        );
    }
    return `${first}.${second}`;
}

function count(n: number): number[] {
    return Array.from({ length: n }, (_, i) => i + 1);
}
