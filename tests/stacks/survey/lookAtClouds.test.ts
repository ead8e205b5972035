import assert from "node:assert/strict";
import type { CloudView } from "../../../stacks/survey/cloudView";
import type { Look } from "../../../stacks/survey/look";
import { lookAtClouds } from "../../../stacks/survey/lookAtClouds";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { openStackConfig } from "../../operations/support/cloud";
import { NeutronProjectStandin, type StandinObject } from "../../support/neutronProjectStandin";
import { nodesConfig } from "../../operations/support/nodes";

const UUID = "366fcdd5-1081-4746-9283-7759468ee327";
const NETWORK = { id: UUID, name: "cp-network", "router:external": false };
const PUBLIC = { id: "public-id", name: "public", "router:external": true };
const SUBNET = {
    id: "subnet-id",
    name: "cp-subnet",
    network_id: UUID,
    ip_version: 4,
    cidr: "10.10.0.0/24",
    gateway_ip: "10.10.0.1",
};
const ROUTER = {
    id: "router-id",
    name: "ext_route",
    external_gateway_info: {
        network_id: "public-id",
        external_fixed_ips: [{ ip_address: "203.0.113.13" }],
    },
};
const GROUP = {
    id: "group-id",
    name: "cp-secgroup",
    security_group_rules: [
        rule({ id: "egress", direction: "egress" }),
        rule({ id: "ipv6", ethertype: "IPv6" }),
        rule({ id: "addresses", remote_address_group_id: "addresses-id" }),
        rule({ id: "everything", description: null }),
        rule({
            id: "gateway",
            description: "Linkerd gateway, made by Pulumi",
            protocol: "tcp",
            port_range_min: 4143,
            port_range_max: 4143,
            remote_ip_prefix: "203.0.113.23/32",
        }),
        rule({ id: "members", remote_group_id: "group-id" }),
    ],
};

function rule(changes: object) {
    return {
        direction: "ingress",
        ethertype: "IPv4",
        description: "",
        protocol: null,
        port_range_min: null,
        port_range_max: null,
        remote_ip_prefix: null,
        remote_group_id: null,
        ...changes,
    };
}

function port(id: string, address: string, changes: object = {}): StandinObject {
    return {
        id,
        name: id,
        network_id: UUID,
        device_id: "",
        device_owner: "compute:nova",
        mac_address: "fa:16:3e:00:00:01",
        fixed_ips: [{ ip_address: address }],
        security_groups: ["group-id"],
        allowed_address_pairs: [
            { ip_address: "10.10.0.150", mac_address: "fa:16:3e:00:00:01" },
            { ip_address: "10.10.0.151", mac_address: "fa:16:3e:99:99:99" },
        ],
        ...changes,
    };
}

const GATEWAY_PORT = port("gateway-port", "10.10.0.150", {
    name: "linkerd-gateway-cluster1",
    port_security_enabled: false,
});
const COLLECTIONS = {
    networks: [NETWORK, PUBLIC],
    subnets: [{ ...SUBNET, id: "subnet-6", ip_version: 6 }, SUBNET],
    routers: [{ id: "other", name: "other" }, ROUTER],
    "security-groups": [GROUP],
    ports: [
        port("master-port", "10.10.0.11"),
        port("elsewhere", "10.10.0.12", { network_id: "other" }),
        port("router-port", "10.10.0.1", {
            device_owner: "network:router_interface",
            device_id: "router-id",
        }),
        GATEWAY_PORT,
    ],
    floatingips: [
        {
            id: "floating-id",
            project_id: NeutronProjectStandin.PROJECT,
            floating_ip_address: "203.0.113.11",
            floating_network_id: "public-id",
            port_id: "master-port",
            fixed_ip_address: "10.10.0.11",
            description: "the master's",
        },
        {
            id: "free-id",
            project_id: NeutronProjectStandin.PROJECT,
            floating_ip_address: "203.0.113.30",
            floating_network_id: "public-id",
            port_id: null,
            fixed_ip_address: null,
        },
        { id: "another's", project_id: "another" },
    ],
};
const QUOTAS = {
    [`quotas/${NeutronProjectStandin.PROJECT}/details.json`]: {
        quota: {
            floatingip: { limit: 2, used: 1, reserved: 1 },
            port: { limit: -1, used: 5, reserved: 0 },
            security_group: { limit: 10, used: 3, reserved: 0 },
            security_group_rule: { limit: 100, used: 8, reserved: 1 },
        },
    },
};
const NODE_PORT = {
    id: "master-port",
    name: "master-port",
    fixedIps: ["10.10.0.11"],
    securityGroupIds: ["group-id"],
    portSecurityEnabled: true,
    addressPairs: ["10.10.0.150"],
};
const EXPECTED: CloudView = {
    projectId: NeutronProjectStandin.PROJECT,
    network: { id: UUID, name: "cp-network" },
    subnet: { id: "subnet-id", name: "cp-subnet", cidr: "10.10.0.0/24" },
    router: {
        id: "router-id",
        name: "ext_route",
        externalNetworkId: "public-id",
        externalAddresses: ["203.0.113.13"],
    },
    nodePorts: new Map([["cluster1-master", NODE_PORT]]),
    gatewayPort: {
        ...NODE_PORT,
        id: "gateway-port",
        name: "linkerd-gateway-cluster1",
        fixedIps: ["10.10.0.150"],
        portSecurityEnabled: false,
    },
    floatingIps: [
        {
            id: "floating-id",
            address: "203.0.113.11",
            networkId: "public-id",
            portId: "master-port",
            fixedIp: "10.10.0.11",
            description: "the master's",
        },
        {
            id: "free-id",
            address: "203.0.113.30",
            networkId: "public-id",
            portId: "",
            fixedIp: "",
            description: "",
        },
    ],
    ownPortIds: ["gateway-port"],
    pool: { id: "public-id", name: "public", nameIsShared: false },
    quotas: {
        floatingip: { limit: 2, used: 2 },
        port: { limit: -1, used: 5 },
        securityGroup: { limit: 10, used: 3 },
        securityGroupRule: { limit: 100, used: 9 },
    },
    securityGroup: {
        id: "group-id",
        name: "cp-secgroup",
        ingress: [
            { id: "everything", description: "" },
            {
                id: "gateway",
                description: "Linkerd gateway, made by Pulumi",
                protocol: "tcp",
                portMin: 4143,
                portMax: 4143,
                remotePrefix: "203.0.113.23/32",
            },
            { id: "members", description: "", remoteGroupId: "group-id" },
        ],
    },
    unresolved: new Map(),
};

describe("lookAtClouds", () => {
    let neutron: NeutronProjectStandin;

    beforeEach(async () => {
        neutron = new NeutronProjectStandin();
        neutron.collections = COLLECTIONS;
        neutron.paths = QUOTAS;
        await neutron.start();
    });

    afterEach(async () => {
        await neutron.stop();
    });

    function cluster(
        openstack: Partial<ReturnType<typeof openStackConfig>> = {},
        changes: Partial<PlainClusterConfig> = {},
    ): PlainClusterConfig {
        return {
            name: "cluster1",
            kubeconfig: "kubeconfig",
            context: "cluster1",
            written: {},
            apiServer: "https://203.0.113.11:6443",
            gateway: { ip: "10.10.0.150", replicas: 1 },
            clusterDomain: "cluster.local",
            gatewayApiCrds: true,
            exports: [],
            nodes: nodesConfig("cluster1"),
            openstack: {
                ...openStackConfig("cluster1"),
                cloud: { authUrl: neutron.url(), userName: "cluster1", password: "pass" },
                ...openstack,
            },
            ...changes,
        };
    }

    async function lookAt(config: PlainClusterConfig): Promise<Look<CloudView>> {
        const looks = await lookAtClouds([config], { room: true });
        const look = looks.get(config.name);
        assert.ok(look !== undefined && looks.size === 1);
        return look;
    }

    async function seen(config: PlainClusterConfig): Promise<CloudView> {
        const look = await lookAt(config);
        if ("failure" in look) throw new Error(look.failure);
        return look.seen;
    }

    /** The filter of addresses of each question for ports, short ones first. */
    function addressesAsked(): string[][] {
        return neutron.questions
            .filter(({ pathname }) => pathname.endsWith("/ports"))
            .map(({ searchParams }) => searchParams.getAll("fixed_ips"))
            .sort((a, b) => a.length - b.length);
    }

    it("sees everything of a site, over all pages, and logs in once", async () => {
        assert.deepEqual(await seen(cluster()), EXPECTED);
        assert.deepEqual(
            neutron.requests.filter((request) => !request.startsWith("GET ")),
            ["POST /v3/auth/tokens"],
        );
    });

    describe("before the API servers of a site with several masters", () => {
        const floating = {
            ...COLLECTIONS.floatingips[0],
            id: "vip-floating",
            floating_ip_address: "203.0.113.40",
            port_id: "vip-port",
            fixed_ip_address: "10.10.0.100",
        };
        const others = {
            id: "others",
            name: "balancers",
            security_group_rules: [rule({ id: "peers", protocol: "tcp" })],
        };
        const balancer = (id: string, changes: object) =>
            port(id, "10.10.0.21", { security_groups: ["others"], ...changes });
        /** What is found at the floating IP, with these ports. */
        const placeAt = async (...ports: readonly StandinObject[]) => {
            neutron.collections = {
                ...COLLECTIONS,
                ports: [...COLLECTIONS.ports.filter((one) => one !== GATEWAY_PORT), ...ports],
                floatingips: [...COLLECTIONS.floatingips, floating],
                "security-groups": [GROUP, others],
            };
            const { apiServer } = await seen(
                cluster({}, { apiServer: "https://203.0.113.40:6443" }),
            );
            return {
                kind: apiServer?.kind,
                port: apiServer?.port?.id,
                carriers: apiServer?.carriers.map(({ id }) => id),
                groups: apiServer?.securityGroups.map(({ id }) => id),
            };
        };
        const vip = (changes: object) =>
            port("vip-port", "10.10.0.100", { allowed_address_pairs: [], ...changes });

        it("finds the port of a virtual IP, and the instances that may send from it", async () => {
            const found = await placeAt(
                vip({ device_owner: "" }),
                balancer("exact", {
                    allowed_address_pairs: [{ ip_address: "10.10.0.100" }],
                }),
                balancer("with a MAC and a range", {
                    allowed_address_pairs: [
                        { ip_address: "10.10.0.96/28", mac_address: "00:00:5e:00:01:33" },
                    ],
                }),
                balancer("unfiltered", { allowed_address_pairs: [], port_security_enabled: false }),
                balancer("elsewhere", {
                    network_id: "other",
                    allowed_address_pairs: [{ ip_address: "10.10.0.100" }],
                }),
                balancer("no instance", {
                    device_owner: "network:dhcp",
                    port_security_enabled: false,
                }),
            );
            assert.deepEqual(found, {
                kind: "virtual",
                port: "vip-port",
                carriers: ["exact", "with a MAC and a range", "unfiltered"],
                groups: ["others"],
            });
        });

        it("finds an instance, and its groups", async () => {
            assert.deepEqual(
                await placeAt(vip({ device_owner: "compute:nova", security_groups: ["others"] })),
                {
                    kind: "instance",
                    port: "vip-port",
                    carriers: ["vip-port"],
                    groups: ["others"],
                },
            );
        });

        it("knows load balancers of the cloud by their ports", async () => {
            const known = { kind: "cloud", port: "vip-port", carriers: [], groups: [] };
            assert.deepEqual(await placeAt(vip({ device_owner: "Octavia" })), known);
            const ovn = vip({ device_owner: "", name: "ovn-lb-vip-366fcdd5" });
            assert.deepEqual(await placeAt(ovn), known);
        });

        it("finds no port of another project", async () => {
            assert.deepEqual(await placeAt(), {
                kind: undefined,
                port: undefined,
                carriers: [],
                groups: [],
            });
        });
    });

    it("sees what has the program's description in the project, where that is asked for", async () => {
        const ours = {
            project_id: NeutronProjectStandin.PROJECT,
            description: "Linkerd gateway, made by Pulumi",
        };
        neutron.collections = {
            ...COLLECTIONS,
            ports: [
                ...COLLECTIONS.ports,
                { ...GATEWAY_PORT, ...ours },
                port("of others", "10.10.0.99", { project_id: ours.project_id, description: "" }),
                port("elsewhere", "10.10.0.98", { ...ours, project_id: "another" }),
            ],
            "security-groups": [GROUP, { ...GROUP, ...ours, id: "own", name: "linkerd-gateway-x" }],
            "security-group-rules": [
                {
                    id: "rule-id",
                    ...rule({
                        ...ours,
                        security_group_id: "group-id",
                        port_range_min: 4143,
                        remote_ip_prefix: "203.0.113.23/32",
                    }),
                },
                { id: "no-rule", ...rule({ ...ours, description: "mine" }) },
            ],
        };
        const config = cluster();
        const look = (await lookAtClouds([config], { marked: true })).get(config.name);
        assert.ok(look !== undefined && "seen" in look);
        assert.deepEqual(look.seen.marked, {
            ports: [{ ...EXPECTED.gatewayPort, description: "Linkerd gateway, made by Pulumi" }],
            securityGroups: [
                { id: "own", name: "linkerd-gateway-x", description: ours.description },
            ],
            rules: [
                {
                    id: "rule-id",
                    description: ours.description,
                    securityGroupId: "group-id",
                    port: 4143,
                    remotePrefix: "203.0.113.23/32",
                },
            ],
        });
    });

    it("asks for the ports of all nodes, and of the gateway, in one question", async () => {
        await seen(cluster());
        const all = ["10.10.0.11", "10.10.0.12", "10.10.0.150"];
        assert.deepEqual(
            addressesAsked(),
            [[], ["10.10.0.1"], all].map((addresses) => addresses.map((ip) => `ip_address=${ip}`)),
        );
    });

    it("asks for more than 100 addresses in two questions, since URLs are limited", async () => {
        const hosts = Array.from({ length: 100 }, (_, index) => ({
            name: `node${index}`,
            address: index === 99 ? "10.10.0.11" : `10.10.1.${index}`,
            skipped: false,
        }));
        const view = await seen(cluster({}, { nodes: { hosts, revision: 1 } }));
        assert.deepEqual([...view.nodePorts], [["node99", NODE_PORT]]);
        assert.equal(view.gatewayPort?.id, "gateway-port");
        assert.deepEqual(
            addressesAsked().map(({ length }) => length),
            [0, 1, 1, 100],
        );
    });

    it("takes ids for names", async () => {
        const { network } = await seen(cluster({ network: UUID }));
        assert.deepEqual(network, EXPECTED.network);
    });

    it("finds the program's own port and group where the configuration names neither", async () => {
        neutron.collections = {
            ...COLLECTIONS,
            "security-groups": [GROUP, { ...GROUP, id: "own", name: "linkerd-gateway-cluster1" }],
        };
        const view = await seen(
            cluster({ securityGroup: undefined }, { gateway: { replicas: 1 } }),
        );
        assert.deepEqual([view.gatewayPort?.id, view.securityGroup?.id], ["gateway-port", "own"]);
    });

    it("says what is not there, or twice", async () => {
        neutron.collections = {
            ...COLLECTIONS,
            subnets: [SUBNET, { ...SUBNET, id: "subnet-2" }],
            "security-groups": [],
        };
        const { unresolved, subnet, router, securityGroup, pool } = await seen(
            cluster({ router: "nope", floatingIp: { pool: "cp-network" } }),
        );
        assert.deepEqual(
            unresolved,
            new Map([
                ["subnet", 2],
                ["router", 0],
                ["securityGroup", 0],
                ["floatingIp.pool", 0],
            ]),
        );
        assert.deepEqual([subnet, router, securityGroup, pool], Array(4).fill(undefined));
    });

    it("does not see a router that is not the project's, nor one behind an ordinary port", async () => {
        neutron.collections = { ...COLLECTIONS, routers: [] };
        assert.equal((await seen(cluster())).router, undefined);
        const ports = COLLECTIONS.ports.map((one) =>
            one.id === "router-port" ? { ...one, device_owner: "compute:nova" } : one,
        );
        neutron.collections = { ...COLLECTIONS, ports };
        assert.equal((await seen(cluster())).router, undefined);
    });

    it("asks for no pool where the address is given, and does not know quotas that it may not ask for", async () => {
        neutron.paths = {};
        const view = await seen(cluster({ floatingIp: { address: "203.0.113.30" } }));
        assert.deepEqual([view.pool, view.quotas], [undefined, undefined]);
    });

    it("counts the free addresses of a pool for an administrator, and for nobody else", async () => {
        const answer = (availabilities: readonly object[]) => {
            const body = { network_ip_availabilities: availabilities };
            neutron.paths = { ...QUOTAS, "network-ip-availabilities": body };
        };
        answer([{ total_ips: 20, used_ips: 18 }]);
        assert.equal((await seen(cluster())).freePoolAddresses, 2);
        answer([]);
        assert.equal((await seen(cluster())).freePoolAddresses, undefined);
    });

    for (const [network, count] of [
        ["nope", "no network"],
        ["twice", "2 networks"],
    ] as const) {
        it(`says that the project has ${count} of a name`, async () => {
            const twice = { ...NETWORK, name: "twice" };
            neutron.collections = {
                ...COLLECTIONS,
                networks: [NETWORK, twice, { ...twice, id: "2" }],
            };
            assert.deepEqual(await lookAt(cluster({ network })), {
                failure: `the project has ${count} "${network}"`,
                kind: "name",
            });
        });
    }

    it("says what Neutron refuses", async () => {
        neutron.collections = {};
        assert.deepEqual(await lookAt(cluster()), {
            failure: "Neutron's networks: answered 403",
        });
    });

    it("says that Keystone does not answer", async () => {
        const config = (authUrl: string) => cluster({ cloud: { authUrl } });
        assert.deepEqual(await lookAt(config("http://127.0.0.1:1/v3")), {
            failure: "POST http://127.0.0.1:1/v3/auth/tokens: connect ECONNREFUSED 127.0.0.1:1",
        });
    });
});
