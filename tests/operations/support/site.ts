import {
    V1Node,
    V1NodeAddress,
    V1NodeStatus,
    V1NodeSystemInfo,
    V1ObjectMeta,
    V1Service,
} from "@kubernetes/client-node";
import type { ClusterFacts } from "../../../operations/configure/site";
import type {
    NetworkPort,
    NetworkView,
    ProjectView,
    SiteCluster,
} from "../../../operations/configure/siteView";
import type { KubernetesView } from "../../../operations/view/kubernetesView";
import { make } from "./kubernetesObjects";

/** A node; the first of a cluster is its control plane. */
export function siteNode(name: string, address: string, isMaster = false): V1Node {
    const labels = isMaster ? { "node-role.kubernetes.io/control-plane": "" } : {};
    return make(V1Node, {
        metadata: make(V1ObjectMeta, { name, labels }),
        status: make(V1NodeStatus, {
            addresses: [make(V1NodeAddress, { type: "InternalIP", address })],
            nodeInfo: make(V1NodeSystemInfo, { osImage: "Ubuntu 22.04.5 LTS" }),
        }),
    });
}

/** A Service of type LoadBalancer that has an address. */
export function balancer(name: string, ip: string): V1Service {
    return make(V1Service, {
        metadata: make(V1ObjectMeta, { name, namespace: "default" }),
        status: { loadBalancer: { ingress: [{ ip }] } },
    });
}

/** A pool of MetalLB. */
export function addressPool(name: string, range: string, autoAssign = true) {
    return {
        metadata: make(V1ObjectMeta, { name, namespace: "metallb-system" }),
        spec: { addresses: [range], autoAssign },
    };
}

/** What an API server of K-PaaS shows: two nodes, and MetalLB's pool at `PREFIX.150`. */
export function siteKubernetes(name: string, prefix: string): KubernetesView {
    return {
        version: "v1.28.15",
        uncreatable: [],
        unlistable: [],
        nodes: [
            siteNode(`${name}-worker1`, `${prefix}.12`),
            siteNode(`${name}-master1`, `${prefix}.11`, true),
        ],
        namespaces: [],
        services: [],
        deployments: [],
        pods: [],
        injectedPods: [],
        secrets: [],
        configMaps: [],
        endpoints: [],
        leases: [],
        networkPolicies: [],
        mutatingWebhooks: [],
        validatingWebhooks: [],
        clusterRoles: [],
        clusterRoleBindings: [],
        customResourceDefinitions: [],
        helmReleases: [],
        ipAddressPools: [
            addressPool("primary", `${prefix}.150-${prefix}.152`),
            addressPool("ingress-nginx", `${prefix}.140/32`, false),
        ],
    };
}

/** The Neutron port of something. */
export function sitePort(id: string, address: string, owner = "compute:nova"): NetworkPort {
    return {
        id,
        name: id,
        fixedIps: [address],
        securityGroupIds: ["default-id", "nodes-id"],
        portSecurityEnabled: true,
        addressPairs: [],
        owner,
        deviceId: owner.startsWith("network:") ? "router-id" : `server-of-${id}`,
        subnetIds: ["subnet-id"],
    };
}

/** The nodes' network, with its router. */
export function siteNetwork(id: string, prefix: string): NetworkView {
    return {
        id,
        name: "cp-network",
        subnets: [
            {
                id: "subnet-id",
                name: "cp-subnet",
                cidr: `${prefix}.0/24`,
                gatewayIp: `${prefix}.1`,
            },
        ],
        ports: [
            sitePort(`${id}-master1`, `${prefix}.11`),
            sitePort(`${id}-worker1`, `${prefix}.12`),
            sitePort(`${id}-router`, `${prefix}.1`, "network:router_interface"),
        ],
        routers: [{ id: "router-id", name: "ext_route", externalNetworkId: "public-id" }],
    };
}

/** The project of a cluster; its master has the floating IP `FLOATING`. */
export function siteProject(cloud: string, prefix: string, floating: string): ProjectView {
    const network = siteNetwork(`${cloud}-network`, prefix);
    return {
        cloud,
        projectId: `project-of-${cloud}`,
        networks: [network],
        floatingIps: [
            {
                id: `floating-${floating}`,
                address: floating,
                networkId: "public-id",
                portId: `${network.id}-master1`,
                fixedIp: `${prefix}.11`,
                description: "",
            },
        ],
        securityGroups: [
            { id: "default-id", name: "default" },
            { id: "nodes-id", name: "cp-secgroup" },
        ],
        externalNetworks: [{ id: "public-id", name: "public" }],
    };
}

/** A cluster of K-PaaS, as it is seen: number 1 is in 10.10.0.0/24 and behind 203.0.113.10. */
export function siteCluster(number: number): SiteCluster {
    const [name, prefix] = [`cluster${number}`, `10.${number}0.0`];
    const floating = `203.0.113.${number}0`;
    return {
        name,
        server: `https://${floating}:6443`,
        kubernetes: siteKubernetes(name, prefix),
        projects: [siteProject(name, prefix, floating)],
        unasked: [],
    };
}

/** A cluster with its kubeconfig, of which nothing is written or given. */
export function siteFacts(seen: SiteCluster, given: Record<string, unknown> = {}): ClusterFacts {
    return {
        seen,
        kubeconfigPath: `~/.kube/${seen.name}-config`,
        given: new Map(Object.entries(given)),
    };
}
