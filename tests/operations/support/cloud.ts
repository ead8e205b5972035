import { DESCRIPTION } from "../../../components/openstack/names";
import type { CloudPort, CloudRule, CloudView } from "../../../stacks/survey/cloudView";
import type { OpenStackConfig } from "../../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { gatewayAddress } from "./links";
import { nodeAddress } from "./nodes";

/** `cluster2` is number 2: its addresses have it. */
function numberOf(cluster: string): string {
    return cluster.replace(/\D/g, "");
}

/** Addresses from which the pods of a cluster reach the others: its router's, its master's floating IP. */
export function egressOf(cluster: string): readonly string[] {
    return [`203.0.113.${numberOf(cluster)}1`, `203.0.113.${numberOf(cluster)}3`];
}

/** A project of its own for a cluster. */
export function openStackConfig(cluster: string): OpenStackConfig<string> {
    return {
        cloud: { authUrl: "https://keystone.example/v3", userName: cluster, password: "pass" },
        network: "cp-network",
        floatingIp: { pool: "public" },
        securityGroup: "cp-secgroup",
        addressPairs: "check",
    };
}

/** A rule as the program makes it. */
export function ownRule(port: number, address: string): CloudRule {
    return {
        id: `rule-${port}-${address}`,
        description: DESCRIPTION,
        protocol: "tcp",
        portMin: port,
        portMax: port,
        remotePrefix: `${address}/32`,
    };
}

function nodePort(cluster: string, node: string): CloudPort {
    return {
        id: `port-of-${node}`,
        name: node,
        fixedIps: [nodeAddress(node)],
        securityGroupIds: ["default", `group-of-${cluster}`],
        portSecurityEnabled: true,
        addressPairs: [gatewayAddress(cluster)],
    };
}

/** What Neutron says of a cluster after an `up`; the other clusters are `peers`. */
export function healthyCloud(
    { name, nodes }: PlainClusterConfig,
    peers: readonly string[],
): CloudView {
    const address = gatewayAddress(name);
    const [hostOfMaster, routerAddress] = egressOf(name);
    const hosts = nodes?.hosts ?? [];
    return {
        projectId: `project-of-${name}`,
        network: { id: `network-of-${name}`, name: "cp-network" },
        subnet: {
            id: `subnet-of-${name}`,
            name: "cp-subnet",
            cidr: address.replace(/\.\d+$/, ".0/24"),
        },
        router: {
            id: `router-of-${name}`,
            name: "ext_route",
            externalNetworkId: "public-id",
            externalAddresses: [routerAddress ?? "", "2001:db8::5"],
        },
        nodePorts: new Map(hosts.map((host) => [host.name, nodePort(name, host.name)])),
        gatewayPort: {
            id: `gateway-port-of-${name}`,
            name: `linkerd-gateway-${name}`,
            fixedIps: [address],
            securityGroupIds: [],
            portSecurityEnabled: true,
            addressPairs: [],
        },
        ownPortIds: [`gateway-port-of-${name}`],
        floatingIps: [
            {
                id: "floating-1",
                address: hostOfMaster ?? "",
                networkId: "public-id",
                portId: `port-of-${name}-master`,
                fixedIp: nodeAddress(`${name}-master`),
                description: "",
            },
            {
                id: "floating-2",
                address: `203.0.113.${numberOf(name)}2`,
                networkId: "public-id",
                portId: `gateway-port-of-${name}`,
                fixedIp: address,
                description: DESCRIPTION,
            },
        ],
        pool: { id: "public-id", name: "public", nameIsShared: false },
        freePoolAddresses: 10,
        quotas: { floatingip: { limit: 2, used: 2 }, port: { limit: -1, used: 5 } },
        securityGroup: {
            id: `group-of-${name}`,
            name: "cp-secgroup",
            ingress: peers.flatMap((peer) =>
                egressOf(peer).flatMap((from) =>
                    [4143, 4191, 6443].map((port) => ownRule(port, from)),
                ),
            ),
        },
        unresolved: new Map(),
    };
}
