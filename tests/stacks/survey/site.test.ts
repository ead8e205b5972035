import assert from "node:assert/strict";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import type {
    ClusterConfig,
    LinkConfig,
    OpenStackConfig,
} from "../../../stacks/configuration/types/meshConfig";
import type { NodesToCheck } from "../../../stacks/survey/nodesCheck";
import { lookUpSites } from "../../../stacks/survey/site";
import { cluster, meshConfig } from "../../support/fixtures";
import { withLookups, type NeutronLookups } from "../../support/neutronLookupsStandin";
import { node, siteCluster } from "../../support/sites";

const NETWORK = "0f0e0d0c-0000-4000-8000-000000000001";
const MAC = "fa:16:3e:00:00:09";

/** The project of `east`; `changes` replaces whole lists. */
function project(changes: Partial<NeutronLookups> = {}): NeutronLookups {
    const port = (id: string, fixedIp: string, more: object = {}) => ({
        id,
        networkId: NETWORK,
        fixedIp,
        name: id,
        deviceId: `device of ${id}`,
        deviceOwner: "compute:nova",
        allowedAddressPairs: [
            { ipAddress: "192.168.0.150", macAddress: "" },
            { ipAddress: "192.168.0.151", macAddress: MAC },
        ],
        allSecurityGroupIds: ["group-id"],
        ...more,
    });
    return {
        networks: [
            { id: NETWORK, name: "cp-network", external: false },
            { id: "public-id", name: "public", external: true },
        ],
        subnets: [
            {
                id: "subnet-id",
                networkId: NETWORK,
                name: "cp-subnet",
                cidr: "192.168.0.0/24",
                gatewayIp: "192.168.0.1",
                ipVersion: 4,
            },
            { id: "subnet-6", networkId: NETWORK, name: "cp-subnet-6", ipVersion: 6 },
        ],
        routers: [
            {
                id: "router-id",
                name: "ext_route",
                externalNetworkId: "public-id",
                externalFixedIps: [{ ipAddress: "203.0.113.5" }],
            },
        ],
        ports: [
            port("master1-port", "192.168.0.11"),
            port("worker1-port", "192.168.0.12"),
            port("router-port", "192.168.0.1", {
                deviceId: "router-id",
                deviceOwner: "network:router_interface",
            }),
        ],
        floatingIps: [
            { address: "203.0.113.10", pool: "public-id", portId: "master1-port" },
            { address: "203.0.113.30", pool: "public-id", portId: "" },
        ],
        securityGroups: [{ id: "group-id", name: "cp-secgroup" }],
        ...changes,
    };
}

const OTHER = cluster("west", { egressAddresses: ["198.51.100.1"] });
const OUT: readonly LinkConfig[] = [{ source: "east", target: "west", routing: "none" }];
const IN: readonly LinkConfig[] = [{ source: "west", target: "east", routing: "dnat" }];

/** Looks `clusters` up; those with an OpenStack part have the projects of `clouds`. */
function lookUp(
    clusters: readonly ClusterConfig[] = [siteCluster(), OTHER],
    links: readonly LinkConfig[] = [...OUT, ...IN],
    clouds: Readonly<Record<string, NeutronLookups | string>> = { "east-openstack": project() },
    nodes: readonly NodesToCheck[] = [],
) {
    return withLookups(clouds, () => {
        const providers = clusters.flatMap(({ name, openstack: part }) =>
            part === undefined
                ? []
                : [[name, new openstack.Provider(`${name}-openstack`, part.cloud)] as const],
        );
        return lookUpSites(meshConfig(clusters, { links }), new Map(providers), nodes);
    });
}

function withOpenStack(changes: Partial<OpenStackConfig>): ClusterConfig {
    return siteCluster({ openstack: { ...siteCluster().openstack, ...changes } });
}

/** The lines of the report, without its first and last. */
async function problems(looking: ReturnType<typeof lookUp>): Promise<string[]> {
    const error: unknown = await looking.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    assert.ok(pulumi.RunError.isInstance(error), "no report");
    const lines = error.message.split("\n");
    const count = lines.length === 3 ? "a problem" : `${String(lines.length - 2)} problems`;
    assert.equal(
        lines[0],
        `The configuration of stack "test" has ${count} that its clouds and clusters show; nothing was changed:`,
    );
    assert.match(lines.at(-1) ?? "", /docs\/openstack\.md/);
    return lines.slice(1, -1).map((line) => line.replace(/^ {2}- /, ""));
}

const PAIRS = ["192.168.0.150"];
const SITE = {
    networkId: NETWORK,
    subnetId: "subnet-id",
    nodePorts: [
        {
            node: "master1",
            address: "192.168.0.11",
            portId: "master1-port",
            addressPairs: PAIRS,
            skipped: false,
        },
        {
            node: "worker1",
            address: "192.168.0.12",
            portId: "worker1-port",
            addressPairs: PAIRS,
            skipped: false,
        },
    ],
    floatingIp: { pool: "public" },
    egressAddresses: ["203.0.113.10", "203.0.113.5"],
};

describe("lookUpSites", () => {
    it("finds ids, ports and egress addresses by names", async () => {
        const { result } = await lookUp();
        assert.deepEqual([...result], [["east", SITE]]);
    });

    it("finds the same by ids, and asks by name where an id is none", async () => {
        const { result, calls } = await lookUp([withOpenStack({ network: NETWORK }), OTHER]);
        assert.deepEqual(result.get("east"), SITE);
        assert.equal(calls[0], `east-openstack getNetwork {"networkId":"${NETWORK}"}`);
        const odd = "0f0e0d0c-0000-4000-8000-0000000000ff";
        const named = project().networks.map((found) =>
            found["id"] === NETWORK ? { ...found, name: odd } : found,
        );
        const again = await lookUp([withOpenStack({ network: odd }), OTHER], [...OUT], {
            "east-openstack": project({ networks: named }),
        });
        assert.deepEqual(again.result.get("east"), SITE);
    });

    it("takes subnet, router, group and floating IP where they are named", async () => {
        const { result } = await lookUp([
            withOpenStack({
                subnet: "cp-subnet",
                router: "ext_route",
                securityGroup: "cp-secgroup",
                floatingIp: { address: "203.0.113.30" },
            }),
            OTHER,
        ]);
        assert.deepEqual(result.get("east"), {
            ...SITE,
            securityGroupId: "group-id",
            floatingIp: { address: "203.0.113.30" },
        });
    });

    it("believes configured egress addresses, and does not ask for the nodes' floating IPs", async () => {
        const egressAddresses = ["198.51.100.7"];
        const { result, calls } = await lookUp([siteCluster({ egressAddresses }), OTHER]);
        assert.deepEqual(result.get("east"), { ...SITE, egressAddresses });
        assert.deepEqual(
            calls.filter((call) => call.includes("getFloatingIp")),
            [],
        );
    });

    it("leaves out a skipped node without a port, and keeps one with a port", async () => {
        const hosts = [
            node("master1", "192.168.0.11", true),
            node("gone", "192.168.0.13", true),
            node("worker1", "192.168.0.12"),
        ];
        const { result } = await lookUp([siteCluster({ nodes: { hosts, revision: 1 } }), OTHER]);
        const [master, worker] = SITE.nodePorts;
        assert.deepEqual(result.get("east")?.nodePorts, [{ ...master, skipped: true }, worker]);
    });

    it("asks nobody about clusters whose load balancer is public", async () => {
        const { result, calls } = await lookUp([OTHER], [], {});
        assert.deepEqual([...result], []);
        assert.deepEqual(calls, []);
    });

    it("asks each cluster's own cloud, and reports on all of them at once", async () => {
        const west = { ...withOpenStack({ network: "nope" }), name: "west" };
        const report = problems(
            lookUp([withOpenStack({ securityGroup: "nope" }), west], [], {
                "east-openstack": project(),
                "west-openstack": project(),
            }),
        );
        assert.deepEqual(await report, [
            "clusters[0].openstack.securityGroup is \"nope\": the project of east has no such security group; write one that 'openstack security group list' shows",
            "clusters[1].openstack.network is \"nope\": the project of west has no such network; write one that 'openstack network list' shows",
        ]);
    });

    it("lists everything that is not there, and what does not fit besides", async () => {
        const report = problems(
            lookUp(
                [
                    withOpenStack({
                        subnet: "nope",
                        router: "nope",
                        floatingIp: { pool: "cp-network" },
                    }),
                    OTHER,
                ],
                [],
                { "east-openstack": project({ ports: project().ports.slice(0, 1) }) },
            ),
        );
        assert.deepEqual(await report, [
            "clusters[0].openstack.floatingIp.pool is \"cp-network\": the project of east has no such external network; write one that 'openstack network list --external' shows",
            `clusters[0].openstack.subnet is "nope": the project of east has no such subnet; write one that 'openstack subnet list --network ${NETWORK}' shows`,
            "clusters[0].openstack.router is \"nope\": the project of east has no such router; write one that 'openstack router list' shows",
            `clusters[0].nodes.hosts[1].address is "192.168.0.12": no port of network cp-network has this address; write the InternalIP of worker1 that 'openstack port list --network ${NETWORK}' shows`,
        ]);
    });

    it("asks for an id where a name is not enough", async () => {
        const networks = [...project().networks, { id: "2", name: "cp-network", external: false }];
        const looking = lookUp(undefined, [], { "east-openstack": project({ networks }) });
        assert.deepEqual(await problems(looking), [
            "clusters[0].openstack.network is \"cp-network\": the project of east has several such networks; write the id of one that 'openstack network list' shows",
        ]);
    });

    it("asks for the subnet where the network has several", async () => {
        const second = { id: "s2", networkId: NETWORK, name: "s2", ipVersion: 4 };
        const subnets = [...project().subnets, second];
        const looking = lookUp(undefined, [], { "east-openstack": project({ subnets }) });
        assert.deepEqual(await problems(looking), [
            `clusters[0].openstack.subnet is missing: the project of east has several such subnets; write the id of one that 'openstack subnet list --network ${NETWORK}' shows`,
        ]);
    });

    it("refuses a pool whose name another network has: the provider takes either", async () => {
        const networks = [...project().networks, { id: "2", name: "public", external: false }];
        const looking = lookUp(undefined, [], { "east-openstack": project({ networks }) });
        assert.deepEqual(await problems(looking), [
            "clusters[0].openstack.floatingIp.pool is \"public\": several networks are called public, and the provider looks pools up by name; write floatingIp.address, with an address that 'openstack floating ip create public-id' shows",
        ]);
    });

    it("asks a cloud that refuses once, and reports that alone", async () => {
        const refused = "Error creating OpenStack networking client: Authentication failed";
        const clouds = { "east-openstack": refused };
        assert.deepEqual(await problems(lookUp(undefined, undefined, clouds)), [
            `clusters[0].openstack.cloud is "https://cloud.example/v3": the cloud of east cannot be asked: ${refused}; check its entry in clouds.yaml, and that this machine reaches the cloud`,
        ]);
    });

    it("wants egress addresses of a source only where its target is filtered", async () => {
        const unknown = cluster("west");
        const line =
            "clusters[1].egressAddresses is missing: Neutron does not say from which addresses the pods of west reach other clusters, " +
            'and their security groups have to admit those; write them, for example ["203.0.113.10", "203.0.113.5"]';
        assert.deepEqual(await problems(lookUp([siteCluster(), unknown], IN)), [line]);
        const elsewhere: LinkConfig[] = [{ source: "west", target: "south", routing: "none" }];
        const clusters = [siteCluster(), unknown, cluster("south")];
        assert.equal((await lookUp(clusters, elsewhere)).result.size, 1);
    });

    for (const [what, changes] of [
        ["the router is not to be seen", { ports: project().ports.slice(0, 2) }],
        [
            "something else has the subnet's gateway address",
            {
                ports: project().ports.map((port) =>
                    port["id"] === "router-port" ? { ...port, deviceOwner: "compute:nova" } : port,
                ),
            },
        ],
        [
            "a node's port has several floating IPs",
            {
                floatingIps: [
                    ...project().floatingIps,
                    { address: "203.0.113.11", pool: "public-id", portId: "master1-port" },
                ],
            },
        ],
    ] as const) {
        it(`wants egress addresses where ${what}`, async () => {
            const north = { ...siteCluster({ gateway: { replicas: 1 } }), name: "north" };
            const links: LinkConfig[] = [{ source: "east", target: "north", routing: "direct" }];
            const looking = lookUp([siteCluster(), north], links, {
                "east-openstack": project(changes),
                "north-openstack": project(),
            });
            assert.deepEqual(await problems(looking), [
                "clusters[0].egressAddresses is missing: Neutron does not say from which addresses the pods of east reach other clusters, " +
                    'and their security groups have to admit those; write them, for example ["203.0.113.10", "203.0.113.5"]',
            ]);
        });
    }

    it("reports links that would hijack, and nodes that do not fit, with the rest", async () => {
        const west = { ...siteCluster(), name: "west" };
        const links: LinkConfig[] = [{ source: "east", target: "west", routing: "dnat" }];
        const clouds = { "east-openstack": project(), "west-openstack": project() };
        const kubeconfig = "no kubeconfig";
        const nodes = [{ name: "west", index: 1, kubeconfig, hosts: [] }];
        const lines = await problems(lookUp([siteCluster(), west], links, clouds, nodes));
        assert.deepEqual(
            lines.map((line) => line.split(": ", 1)[0]),
            ['clusters[1].gateway.ip is "192.168.0.150"', "clusters[1].nodes.hosts is a list of 0"],
        );
    });
});
