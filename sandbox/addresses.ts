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
    /** Network namespace; also the name of the node's link inside the router namespace. */
    readonly netns: string;
    /** Address on the tenant network. */
    readonly ip: string;
    /** The /24 of {@link POD_NETWORK} that this node's pods get. */
    readonly podCidr: string;
}

/** Addresses of one cluster. */
export interface ClusterAddresses {
    /** `cluster1`, `cluster2`, … */
    readonly name: string;
    /** From 1. */
    readonly index: number;
    /** Tenant network, a /24. */
    readonly tenantCidr: string;
    /** The router's address on the tenant network. */
    readonly routerAddress: string;
    /** Bridge of the tenant network inside the router namespace. */
    readonly bridge: string;
    readonly nodes: readonly NodeAddresses[];
    /** MetalLB's pool. */
    readonly pool: { readonly first: string; readonly last: string };
    /** First address of the pool, kept for the Service `linkerd-gateway`. */
    readonly gatewayAddress: string;
    /** URL of the API server, on the first node's address. */
    readonly apiServer: string;
}

/** Every address and network name of the sandbox. */
export interface AddressPlan {
    /** Namespace that joins the tenant networks. */
    readonly router: string;
    /** The one link of the machine's own network namespace. */
    readonly uplink: {
        readonly link: string;
        readonly cidr: string;
        readonly rootAddress: string;
        readonly routerAddress: string;
    };
    readonly clusters: readonly ClusterAddresses[];
}

/**
 * Works out every address from the settings.
 *
 * Of the /16 the first /30 is the uplink and the N-th /24 the tenant network of cluster N;
 * in each, .1 is the router, .11 and up are nodes and .200 to .219 belong to MetalLB.
 */
export function planAddresses(settings: Settings): AddressPlan {
    const base = baseOf(settings.range);
    return {
        router: `${settings.prefix}-router`,
        uplink: {
            link: `${settings.prefix}-uplink`,
            cidr: `${base}.0.0/30`,
            rootAddress: `${base}.0.1`,
            routerAddress: `${base}.0.2`,
        },
        clusters: count(settings.clusters).map((index) => planCluster(settings, base, index)),
    };
}

function planCluster(settings: Settings, base: string, index: number): ClusterAddresses {
    const name = `cluster${String(index)}`;
    const tenant = `${base}.${String(index)}`;
    return {
        name,
        index,
        tenantCidr: `${tenant}.0/24`,
        routerAddress: `${tenant}.1`,
        bridge: `${settings.prefix}-t${String(index)}`,
        nodes: count(settings.nodes).map((node) => ({
            name: `${name}-node${String(node)}`,
            index: node,
            netns: `${settings.prefix}-c${String(index)}n${String(node)}`,
            ip: `${tenant}.${String(10 + node)}`,
            podCidr: `10.233.${String(63 + node)}.0/24`,
        })),
        pool: { first: `${tenant}.200`, last: `${tenant}.219` },
        gatewayAddress: `${tenant}.200`,
        apiServer: `https://${tenant}.11:${String(settings.apiPort)}`,
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
