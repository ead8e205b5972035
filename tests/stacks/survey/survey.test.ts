import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { LinkConfig, OpenStackConfig } from "../../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { survey } from "../../../stacks/survey/survey";
import { openStackConfig } from "../../operations/support/cloud";
import { nodeAddress } from "../../operations/support/nodes";
import { NeutronProjectStandin, type StandinObject } from "../../support/neutronProjectStandin";
import { pair } from "../../support/certificates";
import { ClusterStandin } from "../../support/clusterStandin";
import {
    clusterInOpenStack,
    plainCluster,
    plainMesh,
} from "../../operations/support/plainClusters";

const NETWORK = "0f0e0d0c-0000-4000-8000-000000000001";
const MAC = "fa:16:3e:00:00:09";

/** Outputs of the stack, as its last `up` left them. */
const OUTPUTS: { trustAnchors?: Record<string, string>; links?: readonly LinkConfig[] } = {};

const NEVER_ASKED: pulumi.runtime.Mocks = {
    call: ({ token, inputs }) => {
        if (token === "pulumi:pulumi:readStackOutputs") {
            assert.deepEqual(inputs, { name: "org/linkerd-multicluster/test" });
            return { outputs: OUTPUTS };
        }
        throw new Error(`${token} was called`);
    },
    newResource: ({ name }) => {
        throw new Error(`${name} was made`);
    },
};

/** A project whose nodes are those of `cluster`; `changes` replaces whole collections. */
function project(
    cluster: string,
    changes: Readonly<Record<string, readonly StandinObject[]>> = {},
): Record<string, readonly StandinObject[]> {
    const at = (host: number) => nodeAddress(`${cluster}-master`).replace(/\d+$/, String(host));
    const port = (id: string, address: string, more: object = {}) => ({
        id,
        name: id,
        network_id: NETWORK,
        device_id: `device of ${id}`,
        device_owner: "compute:nova",
        mac_address: MAC,
        fixed_ips: [{ ip_address: address }],
        security_groups: ["group-id"],
        allowed_address_pairs: [
            { ip_address: at(150), mac_address: MAC },
            { ip_address: at(151), mac_address: "fa:16:3e:99:99:99" },
        ],
        ...more,
    });
    const floatingIp = (address: string, portId: string | null) => ({
        id: `id of ${address}`,
        project_id: NeutronProjectStandin.PROJECT,
        floating_ip_address: address,
        floating_network_id: "public-id",
        port_id: portId,
        fixed_ip_address: null,
    });
    return {
        networks: [
            { id: NETWORK, name: "cp-network", "router:external": false },
            { id: "public-id", name: "public", "router:external": true },
        ],
        subnets: [
            {
                id: "subnet-id",
                network_id: NETWORK,
                name: "cp-subnet",
                cidr: at(0) + "/24",
                gateway_ip: at(1),
                ip_version: 4,
            },
            { id: "subnet-6", network_id: NETWORK, name: "cp-subnet-6", ip_version: 6 },
        ],
        routers: [
            {
                id: "router-id",
                name: "ext_route",
                external_gateway_info: {
                    network_id: "public-id",
                    external_fixed_ips: [{ ip_address: "203.0.113.5" }],
                },
            },
        ],
        ports: [
            port("master-port", at(11)),
            port("worker-port", at(12)),
            port("router-port", at(1), {
                device_id: "router-id",
                device_owner: "network:router_interface",
            }),
        ],
        floatingips: [floatingIp("203.0.113.10", "master-port"), floatingIp("203.0.113.30", null)],
        "security-groups": [{ id: "group-id", name: "cp-secgroup", security_group_rules: [] }],
        ...changes,
    };
}

const PORT = { addressPairs: ["10.10.0.150"], skipped: false };
const [MASTER, WORKER] = [
    { ...PORT, node: "cluster1-master", address: "10.10.0.11", portId: "master-port" },
    { ...PORT, node: "cluster1-worker", address: "10.10.0.12", portId: "worker-port" },
];
const PLACEMENT = {
    networkId: NETWORK,
    subnetId: "subnet-id",
    nodePorts: [MASTER, WORKER],
    floatingIp: { pool: "public" },
    securityGroupId: "group-id",
    rulesThere: [],
    egressAddresses: ["203.0.113.10", "203.0.113.5"],
};
/** Links to other stacks: none. */
const TO_NOBODY = Promise.resolve([]);
const OUT: LinkConfig = { source: "cluster1", target: "cluster2", routing: "none" };
const IN: LinkConfig = { source: "cluster2", target: "cluster1", routing: "dnat" };

describe("survey", () => {
    const clouds = new Map<string, NeutronProjectStandin>();
    const apis = new Map<string, ClusterStandin>();

    beforeEach(async () => {
        await pulumi.runtime.setMocks(NEVER_ASKED, "linkerd-multicluster", "test", false, "org");
        for (const name of ["cluster1", "cluster2"]) {
            const cloud = new NeutronProjectStandin();
            cloud.collections = project(name);
            await cloud.start();
            clouds.set(name, cloud);
            const api = new ClusterStandin();
            api.nodes = ["master", "worker"].map((role) => [
                `${name}-${role}`,
                nodeAddress(`${name}-${role}`),
            ]);
            await api.start();
            apis.set(name, api);
        }
    });

    afterEach(async () => {
        for (const standin of [...clouds.values(), ...apis.values()]) await standin.stop();
    });

    function cloud(name = "cluster1"): NeutronProjectStandin {
        const found = clouds.get(name);
        if (found === undefined) throw new Error(`no cloud of ${name}`);
        return found;
    }

    function api(name = "cluster1"): ClusterStandin {
        const found = apis.get(name);
        if (found === undefined) throw new Error(`no API server of ${name}`);
        return found;
    }

    /** A cluster in its own stand-ins. */
    function inOpenStack(
        openstack: Partial<OpenStackConfig<string>> = {},
        changes: Partial<PlainClusterConfig> = {},
        name = "cluster1",
    ): PlainClusterConfig {
        const own = { ...openStackConfig(name).cloud, authUrl: cloud(name).url() };
        return clusterInOpenStack(
            name,
            { cloud: own, ...openstack },
            { kubeconfig: api(name).kubeconfig(), ...changes },
        );
    }

    /** One elsewhere, whose load balancer is public. */
    function other(): PlainClusterConfig {
        return plainCluster("cluster2", {
            kubeconfig: api("cluster2").kubeconfig(),
            egressAddresses: ["198.51.100.1"],
        });
    }

    /** Where `cluster1` lies, linked to one elsewhere in both directions. */
    async function placement(cluster = inOpenStack()) {
        const { placements } = await survey(plainMesh([cluster, other()], [OUT, IN]), TO_NOBODY);
        assert.deepEqual([...placements.keys()], ["cluster1"]);
        return placements.get("cluster1");
    }

    /** The lines of the report, without its first and last. */
    async function problems(
        clusters: readonly PlainClusterConfig[],
        links: readonly LinkConfig[] = [],
    ): Promise<string[]> {
        const error: unknown = await survey(plainMesh(clusters, links), TO_NOBODY).then(
            () => undefined,
            (reason: unknown) => reason,
        );
        assert.ok(pulumi.RunError.isInstance(error), "no report");
        const lines = error.message.split("\n");
        const count = lines.length === 3 ? "a problem" : `${lines.length - 2} problems`;
        assert.equal(
            lines[0],
            `The configuration of stack "test" has ${count} that its clouds and clusters show; nothing was changed:`,
        );
        assert.equal(
            lines.at(-1),
            "What is looked up, and what to do, is described in docs/openstack.md.",
        );
        return lines.slice(1, -1).map((line) => {
            assert.match(line, /^ {2}- /);
            return line.slice(4);
        });
    }

    it("finds ids, ports and egress addresses by names", async () => {
        assert.deepEqual(await placement(), PLACEMENT);
    });

    it("finds the same by ids, and asks by name where an id is none", async () => {
        assert.deepEqual(await placement(inOpenStack({ network: NETWORK })), PLACEMENT);
        assert.equal(cloud().questions[0]?.search, `?id=${NETWORK}`);
        const odd = "0f0e0d0c-0000-4000-8000-0000000000ff";
        const [network, external] = project("cluster1")["networks"] ?? [];
        assert.ok(network !== undefined && external !== undefined);
        cloud().collections = project("cluster1", {
            networks: [{ ...network, name: odd }, external],
        });
        cloud().questions.length = 0;
        assert.deepEqual(await placement(inOpenStack({ network: odd })), PLACEMENT);
        assert.deepEqual(
            cloud()
                .questions.slice(0, 2)
                .map(({ pathname, search }) => pathname + search),
            [`/network/v2.0/networks?id=${odd}`, `/network/v2.0/networks?name=${odd}`],
        );
    });

    it("takes subnet, router, group and floating IP where they are named", async () => {
        const named = {
            subnet: "cp-subnet",
            router: "ext_route",
            floatingIp: { address: "203.0.113.30" },
        };
        assert.deepEqual(await placement(inOpenStack(named)), {
            ...PLACEMENT,
            floatingIp: { address: "203.0.113.30" },
        });
        const { securityGroupId: _, rulesThere: __, ...ungrouped } = PLACEMENT;
        assert.deepEqual(await placement(inOpenStack({ ...named, securityGroup: undefined })), {
            ...ungrouped,
            floatingIp: { address: "203.0.113.30" },
        });
    });

    it("takes the name of a pool that is given by its id", async () => {
        const id = "0f0e0d0c-0000-4000-8000-000000000002";
        const [network, external] = project("cluster1")["networks"] ?? [];
        const [router] = project("cluster1")["routers"] ?? [];
        assert.ok(network !== undefined && external !== undefined && router !== undefined);
        cloud().collections = project("cluster1", {
            networks: [network, { ...external, id }],
            routers: [
                {
                    ...router,
                    external_gateway_info: {
                        network_id: id,
                        external_fixed_ips: [{ ip_address: "203.0.113.5" }],
                    },
                },
            ],
        });
        assert.deepEqual(await placement(inOpenStack({ floatingIp: { pool: id } })), PLACEMENT);
    });

    it("believes configured egress addresses", async () => {
        const egressAddresses = ["198.51.100.7"];
        assert.deepEqual(await placement(inOpenStack({}, { egressAddresses })), {
            ...PLACEMENT,
            egressAddresses,
        });
    });

    it("leaves out a skipped node without a port, and keeps one with a port", async () => {
        const hosts = [
            { name: "cluster1-master", address: "10.10.0.11", skipped: true },
            { name: "gone", address: "10.10.0.13", skipped: true },
            { name: "cluster1-worker", address: "10.10.0.12", skipped: false },
        ];
        const found = await placement(inOpenStack({}, { nodes: { hosts, revision: 1 } }));
        assert.deepEqual(found?.nodePorts, [{ ...MASTER, skipped: true }, WORKER]);
    });

    it("asks no cloud about clusters whose load balancer is public", async () => {
        assert.deepEqual([...(await survey(plainMesh([other()]), TO_NOBODY)).placements], []);
        assert.deepEqual([...clouds.values()].map(({ requests }) => requests).flat(), []);
    });

    it("asks for no quota and no free addresses", async () => {
        await placement();
        assert.deepEqual([...new Set(cloud().requests)].sort(), [
            "GET /network/v2.0/floatingips",
            "GET /network/v2.0/networks",
            "GET /network/v2.0/ports",
            "GET /network/v2.0/routers",
            "GET /network/v2.0/security-groups",
            "GET /network/v2.0/subnets",
            "POST /v3/auth/tokens",
        ]);
    });

    for (const [what, userName, logins] of [
        ["once with the credentials that two clusters share", "cluster1", 1],
        ["twice with the credentials of two clusters", "cluster2", 2],
    ] as const) {
        it(`logs in ${what}`, async () => {
            const gateway = { replicas: 1 };
            const first = inOpenStack({}, { gateway });
            assert.ok(first.openstack !== undefined);
            const shared = { ...first.openstack.cloud, userName };
            const second = { ...inOpenStack({ cloud: shared }, { gateway }), name: "cluster2" };
            const { placements } = await survey(plainMesh([first, second]), TO_NOBODY);
            assert.deepEqual(
                [...placements],
                [
                    ["cluster1", PLACEMENT],
                    ["cluster2", PLACEMENT],
                ],
            );
            const posts = cloud().requests.filter((request) => request.startsWith("POST "));
            assert.deepEqual(posts, Array<string>(logins).fill("POST /v3/auth/tokens"));
        });
    }

    it("asks each cluster's own cloud, and reports on all of them at once", async () => {
        const clusters = [
            inOpenStack({ securityGroup: "nope" }),
            inOpenStack({ network: "nope" }, {}, "cluster2"),
        ];
        assert.deepEqual(await problems(clusters), [
            'clusters[0].openstack.securityGroup is "nope": cluster1: the project has no security group "nope"; write one that \'openstack security group list\' shows',
            'clusters[1].openstack.network is "nope": cluster2: the project has no network "nope"; write the name or id of one that \'openstack network list\' shows',
        ]);
        const names = ["cluster1", "cluster2"].map((name) =>
            cloud(name).questions.map(({ searchParams }) => searchParams.get("name")),
        );
        assert.deepEqual(
            names.map((asked) => asked.filter((one) => one?.includes("nope"))),
            [["nope"], ["nope"]],
        );
    });

    it("lists everything that is not there, and what does not fit besides", async () => {
        const [port] = project("cluster1")["ports"] ?? [];
        assert.ok(port !== undefined);
        cloud().collections = project("cluster1", { ports: [port] });
        const cluster = inOpenStack({
            subnet: "nope",
            router: "nope",
            floatingIp: { pool: "cp-network" },
        });
        assert.deepEqual(await problems([cluster, other()]), [
            `clusters[0].openstack.subnet is "nope": cluster1: the project has no subnet "nope"; write one that 'openstack subnet list --network ${NETWORK}' shows`,
            'clusters[0].openstack.router is "nope": cluster1: the project has no router "nope"; write one that \'openstack router list\' shows',
            'clusters[0].openstack.floatingIp.pool is "cp-network": cluster1: the project has no external network "cp-network"; write one that \'openstack network list --external\' shows',
            `clusters[0].nodes.hosts[1].address is "10.10.0.12": cluster1/cluster1-worker: no port of network cp-network has its address 10.10.0.12; write the InternalIP of cluster1-worker that 'openstack port list --network ${NETWORK}' shows`,
        ]);
    });

    it("asks for an id where a name is not enough", async () => {
        cloud().collections = project("cluster1", {
            networks: [
                ...(project("cluster1")["networks"] ?? []),
                { id: "2", name: "cp-network", "router:external": false },
            ],
        });
        assert.deepEqual(await problems([inOpenStack(), other()]), [
            'clusters[0].openstack.network is "cp-network": cluster1: the project has 2 networks "cp-network"; write the name or id of one that \'openstack network list\' shows',
        ]);
    });

    it("asks for the subnet alone where the network has several, though no router is found then", async () => {
        cloud().collections = project("cluster1", {
            subnets: [
                ...(project("cluster1")["subnets"] ?? []),
                { id: "s2", network_id: NETWORK, name: "s2", ip_version: 4 },
            ],
        });
        const second = inOpenStack({}, {}, "cluster2");
        assert.deepEqual(await problems([inOpenStack(), second], [{ ...OUT, routing: "dnat" }]), [
            `clusters[0].openstack.subnet is missing: cluster1: the project has 2 subnets of IPv4 in network cp-network; write the id of one that 'openstack subnet list --network ${NETWORK}' shows`,
        ]);
    });

    it("refuses a pool whose name another network has: the provider takes either", async () => {
        cloud().collections = project("cluster1", {
            networks: [
                ...(project("cluster1")["networks"] ?? []),
                { id: "2", name: "public", "router:external": false },
            ],
        });
        assert.deepEqual(await problems([inOpenStack(), other()]), [
            "clusters[0].openstack.floatingIp.pool is \"public\": cluster1: several networks are called public; write floatingIp.address, with an address that 'openstack floating ip create public-id' shows",
        ]);
    });

    it("reports a cloud that does not answer, and that alone", async () => {
        const authUrl = cloud().url();
        const cluster = inOpenStack();
        await cloud().stop();
        assert.deepEqual(await problems([cluster, other()], [OUT, IN]), [
            `clusters[0].openstack.cloud is "${authUrl}": cluster1: its cloud cannot be asked: POST ${authUrl}/v3/auth/tokens: connect ECONNREFUSED ${authUrl.slice("http://".length)}; check its entry in clouds.yaml, and that this machine reaches the cloud`,
        ]);
    });

    it("asks a cloud that refuses once, and reports that alone", async () => {
        cloud().refuses = true;
        const clusters = [inOpenStack(), { ...inOpenStack(), name: "cluster2" }];
        const url = cloud().url();
        const refused = (name: string, index: number) =>
            `clusters[${index}].openstack.cloud is "${url}": ${name}: its cloud cannot be asked: Keystone at ${url}/v3: answered 401, The request you have made requires authentication.; check its entry in clouds.yaml, and that this machine reaches the cloud`;
        assert.deepEqual(await problems(clusters, [{ ...OUT, routing: "dnat" }]), [
            refused("cluster1", 0),
            refused("cluster2", 1),
        ]);
        assert.deepEqual(cloud().requests, ["POST /v3/auth/tokens"]);
    });

    describe("where Neutron does not say from where packets come", () => {
        const LINE =
            "clusters[0].egressAddresses is missing: cluster1: Neutron does not say from which addresses its pods reach other clusters; " +
            'write them, for example ["203.0.113.10", "203.0.113.5"]';
        const [master, worker, routerPort] = project("cluster1")["ports"] ?? [];
        const [floating] = project("cluster1")["floatingips"] ?? [];
        assert.ok(master !== undefined && worker !== undefined && routerPort !== undefined);
        assert.ok(floating !== undefined);
        const HIDDEN = { ports: [master, worker] };

        it("wants the addresses of a source only where its target is filtered", async () => {
            cloud().collections = project("cluster1", HIDDEN);
            const target = inOpenStack({}, {}, "cluster2");
            const link: LinkConfig = { ...OUT, routing: "direct" };
            assert.deepEqual(await problems([inOpenStack(), target], [link]), [LINE]);
            const { placements } = await survey(
                plainMesh([inOpenStack(), target], [IN]),
                TO_NOBODY,
            );
            assert.deepEqual(placements.get("cluster1")?.egressAddresses, []);
            assert.deepEqual((await placement())?.egressAddresses, []);
        });

        for (const [what, changes] of [
            ["the router is not to be seen", HIDDEN],
            [
                "something else has the subnet's gateway address",
                { ports: [master, worker, { ...routerPort, device_owner: "compute:nova" }] },
            ],
            [
                "a node's port has several floating IPs",
                {
                    floatingips: [
                        floating,
                        { ...floating, id: "second", floating_ip_address: "203.0.113.11" },
                    ],
                },
            ],
        ] as const) {
            it(`wants the addresses where ${what}`, async () => {
                cloud().collections = project("cluster1", changes);
                const target = inOpenStack({}, { gateway: { replicas: 1 } }, "cluster2");
                const link: LinkConfig = { ...OUT, routing: "direct" };
                assert.deepEqual(await problems([inOpenStack(), target], [link]), [LINE]);
            });
        }
    });

    it("reports links that would hijack, and nodes that do not fit, with the rest", async () => {
        const second = { ...inOpenStack(), name: "cluster2", kubeconfig: api().kubeconfig() };
        api().nodes = [...api().nodes, ["new", "10.10.0.13"]];
        const lines = await problems([inOpenStack(), second], [{ ...OUT, routing: "dnat" }]);
        const added = (index: number) =>
            `clusters[${index}].nodes.hosts is a list of 2: cluster${index + 1}/new: Kubernetes has this node, 10.10.0.13, and the configuration does not; add {"name":"new","address":"10.10.0.13"}`;
        assert.deepEqual(lines, [
            added(0),
            'clusters[1].gateway.ip is "10.10.0.150": cluster1-to-cluster2: the gateway of cluster2 has 10.10.0.150, which lies in 10.10.0.0/24, the subnet of cluster1 too; write routing direct for the link from cluster1 to cluster2',
            added(1),
        ]);
    });

    it("shows nothing of a node's name that a terminal would obey", async () => {
        api().nodes = [...api().nodes, ["n\u001B[31me\u202Ew\n", "10.10.0.13"]];
        const [problem = ""] = await problems([inOpenStack({}, { openstack: undefined })]);
        assert.equal(
            problem.split(";")[0],
            "clusters[0].nodes.hosts is a list of 2: cluster1/new : Kubernetes has this node, 10.10.0.13, and the configuration does not",
        );
    });

    it("compares every cluster with its own nodes, in the order of the configuration", async () => {
        api().nodes = [...api().nodes, ["new", "10.10.0.13"]];
        api("cluster2").nodes = api("cluster2").nodes.slice(0, 1);
        const lines = await problems([inOpenStack(), inOpenStack({}, {}, "cluster2")]);
        assert.deepEqual(
            lines.map((line) => line.split(": ", 2).join(": ")),
            [
                "clusters[0].nodes.hosts is a list of 2: cluster1/new",
                'clusters[1].nodes.hosts[1].name is "cluster2-worker": cluster2/cluster2-worker',
            ],
        );
    });

    it("compares the nodes of a cluster outside OpenStack too", async () => {
        api().nodes = [...api().nodes, ["new", "10.10.0.13"]];
        assert.deepEqual(await problems([inOpenStack({}, { openstack: undefined })]), [
            'clusters[0].nodes.hosts is a list of 2: cluster1/new: Kubernetes has this node, 10.10.0.13, and the configuration does not; add {"name":"new","address":"10.10.0.13"}',
        ]);
    });

    for (const [what, breakIt, failure] of [
        ["refuses", () => (api("cluster2").status = 403), "it answers 403"],
        ["is not there", () => api("cluster2").stop(), "the connection is refused"],
    ] as const) {
        for (const [kind, isElsewhere] of [
            ["with nodes", false],
            ["without nodes", true],
        ] as const) {
            it(`reports an API server of a cluster ${kind} that ${what}`, async () => {
                const second = isElsewhere ? other() : inOpenStack({}, {}, "cluster2");
                await breakIt();
                assert.deepEqual(await problems([inOpenStack(), second]), [
                    `clusters[1].context is "cluster2": the API server of cluster2 does not tell what is there: ${failure}; check its kubeconfig, and that this machine reaches the server`,
                ]);
            });
        }
    }

    it("reports what is live of Linkerd and does not go with the configuration, the mesh's keys first", async () => {
        const values = (linkerdVersion: string) => [
            {
                metadata: { name: "linkerd-config", namespace: "linkerd" },
                data: { values: JSON.stringify({ linkerdVersion }) },
            },
        ];
        api().configMaps = values("stable-2.14.10");
        api("cluster2").configMaps = values("edge-25.10.7");
        api("cluster2").version = "v1.20.15";
        api("cluster2").definitions = [
            { metadata: { name: "httproutes.gateway.networking.k8s.io" } },
        ];
        api().nodes = [...api().nodes, ["new", "10.10.0.13"]];
        assert.deepEqual(await problems([inOpenStack(), other()]), [
            'linkerdVersion is "stable-2.14.10": cluster2: Kubernetes is v1.20.15, and Linkerd 2.14 takes 1.21 to 1.28; upgrade the cluster: no Linkerd of this program takes it',
            'linkerdVersion is "stable-2.14.10": cluster2: Linkerd 2.19 runs, and a way back is not supported: the API server stores Links in a version that the CRD of 2.14 does not have, and the clean-up of the mirrors would remove them all; write edge-25.10.7',
            'clusters[0].nodes.hosts is a list of 2: cluster1/new: Kubernetes has this node, 10.10.0.13, and the configuration does not; add {"name":"new","address":"10.10.0.13"}',
            "clusters[1].gatewayApiCrds is true: cluster2: the HTTPRoute CRD is there already and not of the release linkerd/linkerd-crds, and Helm does not take it over; write false",
        ]);
    });

    it("knows the generations of the live anchors by the outputs of the stack", async () => {
        const [first, second] = ["root", "root"].map((name) => pair(name).certificate);
        assert.ok(first !== undefined && second !== undefined);
        const data = { "ca-bundle.crt": first };
        const metadata = { name: "linkerd-identity-trust-roots", namespace: "linkerd" };
        api().configMaps = [{ metadata, data }];
        assert.deepEqual((await placement())?.subnetId, "subnet-id");
        OUTPUTS.trustAnchors = { "1": second, "2": first };
        try {
            const lines = await problems([inOpenStack(), other()]);
            assert.deepEqual(
                lines.map((line) => line.replace(/\(.*?\)/, "(…)")),
                [
                    "trustAnchorGenerations is a list of 1: cluster1: none of these is a trust anchor of the live mesh (…): pods of before and after the update refuse each other; write [1,2], or set acceptTrustOutage to true",
                ],
            );
        } finally {
            delete OUTPUTS.trustAnchors;
        }
    });

    it("names what a removed link would cut off, by the links in the outputs of the stack", async () => {
        api().mirrors = [{ metadata: { name: "cart-cluster2", namespace: "shop" } }];
        OUTPUTS.links = [OUT];
        try {
            assert.deepEqual(await problems([inOpenStack(), other()]), [
                "links is a list of 0: cluster1-to-cluster2: without this link cluster1 loses the Services shop/cart-cluster2, and cuts them off; write the link again, or set acceptCutOff to true",
            ]);
        } finally {
            delete OUTPUTS.links;
        }
    });

    it("names what is cut off where another stack has no account for a link any more", async () => {
        api().mirrors = [{ metadata: { name: "cart-cluster2", namespace: "shop" } }];
        OUTPUTS.links = [OUT];
        const mesh = {
            ...plainMesh([inOpenStack()]),
            peers: [{ stack: "org/mesh/south", clusters: ["cluster2"] }],
            peerLinks: [OUT],
        };
        try {
            await survey(mesh, Promise.resolve([OUT]));
            await assert.rejects(survey(mesh, TO_NOBODY), {
                message: /\n {2}- peers is a list of 1: cluster1-to-cluster2: without this link /,
            });
        } finally {
            delete OUTPUTS.links;
        }
    });

    it("warns of a certificate that ends soon, by the clock of that moment", async () => {
        const { certificate } = pair("identity.linkerd.cluster.local", { until: "2030-01-11" });
        const data = { "tls.crt": Buffer.from(certificate).toString("base64") };
        const metadata = { name: "linkerd-identity-issuer", namespace: "linkerd" };
        api("cluster2").secrets = [{ metadata, data }];
        const { warn } = console;
        const warnings: unknown[] = [];
        // What the SDK does with a warning where there is no engine.
        console.warn = (text: unknown) => warnings.push(text);
        try {
            for (const date of ["2029-11-01", "2030-01-01"]) {
                await survey(plainMesh([other()]), TO_NOBODY, () => Date.parse(date));
            }
        } finally {
            console.warn = warn;
        }
        assert.deepEqual(warnings, [
            "warning: [runtime] the issuer of cluster2 ends in 10 days, on 2030-01-11; raise issuerGeneration",
        ]);
    });

    describe("of a cluster all of whose nodes are skipped", () => {
        const lost = (changes: Partial<PlainClusterConfig> = {}) => {
            const { nodes } = inOpenStack();
            const hosts = (nodes?.hosts ?? []).map((host) => ({ ...host, skipped: true }));
            return inOpenStack({}, { nodes: { hosts, revision: 1 }, ...changes });
        };
        const exports = [
            { namespace: "shop", service: "cart" },
            { namespace: "shop", selector: { tier: "backend" } },
        ];
        const split = {
            kind: "HTTPRoute",
            cluster: "cluster1",
            namespace: "shop",
            service: "cart",
            weights: [{ cluster: "cluster1", weight: 1 }],
        } as const;

        it("needs no answer of its API server", async () => {
            api().status = 401;
            assert.equal((await placement(lost()))?.nodePorts.length, 2);
        });

        it("asks the API server all the same: the nodes may be unreachable over SSH alone", async () => {
            api().version = "v1.20.1";
            await assert.rejects(placement(lost()), /cluster1: Kubernetes is v1\.20\.1/);
        });

        it("refuses what takes an answer to know: it would go, and its mirrors in the peers", async () => {
            api().status = 401;
            const mesh = plainMesh([lost({ exports }), other()]);
            await assert.rejects(
                survey({ ...mesh, splits: [split] }, TO_NOBODY),
                (error: Error) => {
                    assert.deepEqual(
                        error.message.split("\n").filter((line) => line.startsWith("  - ")),
                        [
                            '  - splits[0].service is "cart": the API server of cluster1 tells nothing, so nobody knows its ports; remove the entry, or take the cluster out of the mesh: npm run forget -- cluster1',
                            "  - clusters[0].exports[1].selector is an object: the API server of cluster1 tells nothing, so nobody knows which Services these are; write service, or take the cluster out of the mesh: npm run forget -- cluster1",
                        ],
                    );
                    return true;
                },
            );
        });
    });

    it("tells of charts that are not as pinned beside what clouds show", async () => {
        const repository = "http://127.0.0.1:1";
        const digests = { "linkerd-crds-1.8.0": "a".repeat(64) };
        const mesh = plainMesh([inOpenStack({ network: "none" }), other()]);
        const charts = { ...mesh.charts, repository, digests };
        await assert.rejects(survey({ ...mesh, charts }, TO_NOBODY), (error: Error) => {
            assert.deepEqual(
                error.message.split("\n").map((line) => line.split(":")[0]),
                [
                    'The configuration of stack "test" has 2 problems that its clouds and clusters show; nothing was changed',
                    '  - chartRepository is "http',
                    '  - clusters[0].openstack.network is "none"',
                    "What is looked up, and what to do, is described in docs/openstack.md.",
                ],
            );
            return true;
        });
    });
});
