import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { planNetworks } from "../../../sandbox/cloud/networkPlan";
import { readSettings } from "../../../sandbox/settings/settings";

const env = { SANDBOX_CLUSTERS: "2", SANDBOX_NODES: "2" };
const plan = planNetworks(planAddresses(readSettings("/project", env)), 6443);

const id = (idOf: string) => ({ idOf });
const NAME = ["project_id", "name"];

/** Objects of one collection, over all its batches. */
function objects(collection: string) {
    return [...plan.networks, ...plan.nodes]
        .filter((planned) => planned.collection === collection)
        .flatMap((planned) => planned.objects);
}

describe("planNetworks", () => {
    it("comes in an order in which everything is made before its first use", () => {
        assert.deepEqual(
            [plan.networks, plan.nodes].map((list) =>
                list.map(({ collection, identity }) => [collection, identity]),
            ),
            [
                [
                    ["networks", NAME],
                    ["subnets", NAME],
                    ["routers", NAME],
                ],
                [
                    ["security_groups", NAME],
                    ...[1, 2].map(() => [
                        "security_group_rules",
                        [
                            "security_group_id",
                            "direction",
                            "ethertype",
                            "protocol",
                            "port_range_min",
                            "port_range_max",
                            "remote_ip_prefix",
                            "remote_group_id",
                        ],
                    ]),
                    ["ports", NAME],
                    ["floatingips", ["floating_ip_address"]],
                ],
            ],
        );
    });

    it("has one external network and a network for each cluster, in its project", () => {
        assert.deepEqual(objects("networks"), [
            {
                project_id: id("projects/admin"),
                name: "public",
                "router:external": true,
                "provider:network_type": "flat",
                "provider:physical_network": "external",
            },
            { project_id: id("projects/cluster1"), name: "cluster1-network" },
            { project_id: id("projects/cluster2"), name: "cluster2-network" },
        ]);
    });

    it("hands out floating IPs of the pool, and tenant addresses below MetalLB's", () => {
        assert.deepEqual(objects("subnets"), [
            {
                project_id: id("projects/admin"),
                name: "public-subnet",
                network_id: id("networks/public"),
                ip_version: 4,
                cidr: "198.18.0.0/24",
                gateway_ip: "198.18.0.1",
                allocation_pools: [{ start: "198.18.0.100", end: "198.18.0.199" }],
                enable_dhcp: false,
            },
            ...["1", "2"].map((n) => ({
                project_id: id(`projects/cluster${n}`),
                name: `cluster${n}-subnet`,
                network_id: id(`networks/cluster${n}-network`),
                ip_version: 4,
                cidr: `198.18.${n}.0/24`,
                gateway_ip: `198.18.${n}.1`,
                allocation_pools: [{ start: `198.18.${n}.2`, end: `198.18.${n}.199` }],
            })),
        ]);
    });

    it("gives every cluster a router of its own with a fixed external address", () => {
        assert.deepEqual(
            objects("routers"),
            ["1", "2"].map((n) => ({
                project_id: id(`projects/cluster${n}`),
                name: `cluster${n}-router`,
                external_gateway_info: {
                    network_id: id("networks/public"),
                    external_fixed_ips: [
                        { subnet_id: id("subnets/public-subnet"), ip_address: `198.18.0.1${n}` },
                    ],
                },
            })),
        );
        assert.deepEqual(plan.interfaces, [
            { router: id("routers/cluster1-router"), subnet: id("subnets/cluster1-subnet") },
            { router: id("routers/cluster2-router"), subnet: id("subnets/cluster2-subnet") },
        ]);
    });

    it("opens nodes to each other, SSH to all and the API server to the machine alone", () => {
        assert.deepEqual(
            objects("security_groups"),
            ["1", "2"].map((n) => ({
                project_id: id(`projects/cluster${n}`),
                name: `cluster${n}-nodes`,
            })),
        );
        assert.deepEqual(
            objects("security_group_rules"),
            ["1", "2"].flatMap((n) => {
                const group = id(`security_groups/cluster${n}-nodes`);
                const ingress = {
                    project_id: id(`projects/cluster${n}`),
                    security_group_id: group,
                    direction: "ingress",
                    ethertype: "IPv4",
                };
                const tcp = { ...ingress, protocol: "tcp" };
                return [
                    { ...ingress, remote_group_id: group },
                    {
                        ...tcp,
                        port_range_min: 22,
                        port_range_max: 22,
                        remote_ip_prefix: "0.0.0.0/0",
                    },
                    {
                        ...tcp,
                        port_range_min: 6443,
                        port_range_max: 6443,
                        remote_ip_prefix: "198.18.0.1/32",
                    },
                ];
            }),
        );
    });

    it("has a port for each node with its address, MAC address and group", () => {
        assert.deepEqual(
            objects("ports"),
            ["1", "2"].flatMap((n) =>
                ["1", "2"].map((node) => ({
                    project_id: id(`projects/cluster${n}`),
                    name: `cluster${n}-node${node}`,
                    network_id: id(`networks/cluster${n}-network`),
                    fixed_ips: [
                        {
                            subnet_id: id(`subnets/cluster${n}-subnet`),
                            ip_address: `198.18.${n}.1${node}`,
                        },
                    ],
                    mac_address: `fa:16:3e:00:0${n}:0${node}`,
                    security_groups: [id(`security_groups/cluster${n}-nodes`)],
                    device_owner: "compute:sandbox",
                    device_id: `cluster${n}-node${node}`,
                })),
            ),
        );
    });

    it("gives the first node of each cluster its floating IP, and no other", () => {
        assert.deepEqual(
            objects("floatingips"),
            ["1", "2"].map((n) => ({
                project_id: id(`projects/cluster${n}`),
                floating_network_id: id("networks/public"),
                floating_ip_address: `198.18.0.2${n}`,
                port_id: id(`ports/cluster${n}-node1`),
            })),
        );
    });
});
