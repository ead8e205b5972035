import type { AddressPlan, ClusterAddresses } from "../settings/addresses";
import { idOf, type Fields, type NetworkPlan, type Reference } from "./planned";

/** What finds an object again that its project has named. */
const NAME = ["project_id", "name"];

const RULE = [
    "security_group_id",
    "direction",
    "ethertype",
    "protocol",
    "port_range_min",
    "port_range_max",
    "remote_ip_prefix",
    "remote_group_id",
];

/**
 * Neutron as the platform's operator leaves it to the guide; `apiPort` is that of the API servers.
 *
 * Everything of a cluster belongs to the project of its name.
 */
export function planNetworks(plan: AddressPlan, apiPort: number): NetworkPlan {
    const { clusters } = plan;
    return {
        networks: [
            { collection: "networks", identity: NAME, objects: networks(plan) },
            { collection: "subnets", identity: NAME, objects: subnets(plan) },
            {
                collection: "routers",
                identity: NAME,
                objects: clusters.map((cluster) => router(plan, cluster)),
            },
        ],
        interfaces: clusters.map(({ openstack }) => ({
            router: idOf("routers", openstack.router),
            subnet: idOf("subnets", openstack.subnet),
        })),
        nodes: [
            {
                collection: "security_groups",
                identity: NAME,
                objects: clusters.map(({ name, openstack }) => ({
                    ...ownedBy(name),
                    name: openstack.securityGroup,
                })),
            },
            // One group at a time: "Only allowed to update rules for one security profile at a time".
            ...clusters.map((cluster) => ({
                collection: "security_group_rules",
                identity: RULE,
                objects: rules(plan, cluster, apiPort),
            })),
            { collection: "ports", identity: NAME, objects: clusters.flatMap(ports) },
            {
                collection: "floatingips",
                identity: ["floating_ip_address"],
                objects: clusters.flatMap((cluster) => floatingIps(plan, cluster)),
            },
        ],
    };
}

function ownedBy(project: string): { project_id: Reference } {
    return { project_id: idOf("projects", project) };
}

/** Name of the one subnet of the external network. */
function externalSubnet({ external }: AddressPlan): string {
    return `${external.network}-subnet`;
}

function networks({ external, clusters }: AddressPlan): Fields[] {
    return [
        {
            ...ownedBy("admin"),
            name: external.network,
            "router:external": true,
            "provider:network_type": "flat",
            "provider:physical_network": "external",
        },
        ...clusters.map(({ name, openstack }) => ({ ...ownedBy(name), name: openstack.network })),
    ];
}

function subnets(plan: AddressPlan): Fields[] {
    const { external, uplink, clusters } = plan;
    return [
        {
            ...ownedBy("admin"),
            name: externalSubnet(plan),
            network_id: idOf("networks", external.network),
            ...range(external.cidr, uplink.address, external.pool),
            enable_dhcp: false,
        },
        ...clusters.map(
            ({ name, openstack, tenantCidr, router: { tenantAddress }, allocation }) => ({
                ...ownedBy(name),
                name: openstack.subnet,
                network_id: idOf("networks", openstack.network),
                ...range(tenantCidr, tenantAddress, allocation),
            }),
        ),
    ];
}

function range(cidr: string, gateway: string, pool: { first: string; last: string }): Fields {
    const allocation = { start: pool.first, end: pool.last };
    return { ip_version: 4, cidr, gateway_ip: gateway, allocation_pools: [allocation] };
}

function router(plan: AddressPlan, { name, openstack, router }: ClusterAddresses): Fields {
    return {
        ...ownedBy(name),
        name: openstack.router,
        external_gateway_info: {
            network_id: idOf("networks", plan.external.network),
            // Only the administrator may choose it.
            external_fixed_ips: [
                {
                    subnet_id: idOf("subnets", externalSubnet(plan)),
                    ip_address: router.externalAddress,
                },
            ],
        },
    };
}

/** What K-PaaS opens on its nodes; the rules for egress come with the group. */
function rules(
    { uplink }: AddressPlan,
    { name, openstack }: ClusterAddresses,
    apiPort: number,
): Fields[] {
    const group = idOf("security_groups", openstack.securityGroup);
    const ingress = {
        ...ownedBy(name),
        security_group_id: group,
        direction: "ingress",
        ethertype: "IPv4",
    };
    const tcp = (port: number, from: string) => ({
        ...ingress,
        protocol: "tcp",
        port_range_min: port,
        port_range_max: port,
        remote_ip_prefix: from,
    });
    return [
        { ...ingress, remote_group_id: group },
        tcp(22, "0.0.0.0/0"),
        // Peers are admitted by the program.
        tcp(apiPort, `${uplink.address}/32`),
    ];
}

function ports({ name, openstack, nodes }: ClusterAddresses): Fields[] {
    return nodes.map((node) => ({
        ...ownedBy(name),
        name: node.name,
        network_id: idOf("networks", openstack.network),
        fixed_ips: [{ subnet_id: idOf("subnets", openstack.subnet), ip_address: node.ip }],
        mac_address: node.mac,
        security_groups: [idOf("security_groups", openstack.securityGroup)],
        device_owner: "compute:sandbox",
        device_id: node.name,
    }));
}

function floatingIps({ external }: AddressPlan, cluster: ClusterAddresses): Fields[] {
    return cluster.nodes.slice(0, 1).map((node) => ({
        ...ownedBy(cluster.name),
        floating_network_id: idOf("networks", external.network),
        floating_ip_address: cluster.masterFloatingIp,
        port_id: idOf("ports", node.name),
    }));
}
