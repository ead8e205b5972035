import assert from "node:assert/strict";
import { DESCRIPTION } from "../../../components/openstack/names";
import type { LinkConfig, OpenStackConfig } from "../../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import { cloudProblems, silentCloudProblem } from "../../../stacks/survey/cloudChecks";
import type {
    NamedKey,
    CloudPort,
    CloudRule,
    CloudSecurityGroup,
    CloudView,
} from "../../../stacks/survey/cloudView";
import { placementOf } from "../../../stacks/survey/placement";
import { surveyedCluster, type SurveyedCluster } from "../../../stacks/survey/surveyedCluster";
import { toProblem, type SurveyProblem } from "../../../stacks/survey/surveyProblem";
import { upProblems } from "../../../stacks/survey/upChecks";
import { healthyCloud, ownRule } from "../../operations/support/cloud";
import { clusterInOpenStack, plainMesh } from "../../operations/support/plainClusters";

interface Site {
    readonly openstack?: Partial<OpenStackConfig<string>>;
    readonly config?: Partial<PlainClusterConfig>;
    readonly cloud?: Partial<CloudView>;
}

function surveyed({ openstack, config, cloud }: Site, name = "cluster1", index = 0) {
    const cluster = clusterInOpenStack(name, openstack, config);
    const seen: CloudView = { ...healthyCloud(clusterInOpenStack(name), []), ...cloud };
    const [found] = surveyedCluster(cluster, index, { seen });
    assert.ok(found !== undefined);
    return found;
}

function check(clusters: readonly SurveyedCluster[], links: readonly LinkConfig[] = []) {
    const mesh = plainMesh(
        clusters.map(({ config }) => config),
        links,
    );
    return rendered(upProblems(mesh, clusters));
}

/** What `up` prints, behind the code. */
function rendered(problems: readonly SurveyProblem[]): [string, string][] {
    return problems.map((problem) => [
        problem.code,
        renderProblem(toProblem(problem), {}, new Set()),
    ]);
}

const HEALTHY = surveyed({}).cloud;
const { router: ROUTER, gatewayPort: GATEWAY_PORT, securityGroup: GROUP } = HEALTHY;
const MASTER = HEALTHY.nodePorts.get("cluster1-master");
const WORKER = HEALTHY.nodePorts.get("cluster1-worker");
assert.ok(ROUTER !== undefined && GATEWAY_PORT !== undefined && GROUP !== undefined);
assert.ok(MASTER !== undefined && WORKER !== undefined);
const [, FLOATING] = HEALTHY.floatingIps;
assert.ok(FLOATING !== undefined);

/** The ports of the nodes, that of the worker changed; without one where it is undefined. */
function withWorker(changes: Partial<CloudPort> | undefined): Pick<CloudView, "nodePorts"> {
    const master = ["cluster1-master", MASTER as CloudPort] as const;
    if (changes === undefined) return { nodePorts: new Map([master]) };
    const worker = { ...(WORKER as CloudPort), ...changes };
    return { nodePorts: new Map([master, ["cluster1-worker", worker]]) };
}

function pinned(ip: string): Partial<PlainClusterConfig> {
    return { gateway: { ip, replicas: 1 } };
}

function occupied(name: string): Partial<CloudView> {
    return { gatewayPort: { ...(GATEWAY_PORT as CloudPort), id: "port-9", name } };
}

function skippingWorker(): Partial<PlainClusterConfig> {
    const { nodes } = clusterInOpenStack("cluster1");
    const hosts = (nodes?.hosts ?? []).map((host) => ({
        ...host,
        skipped: host.name === "cluster1-worker",
    }));
    return { nodes: { hosts, revision: 1 } };
}

const BARE = withWorker({ addressPairs: [] });
const OUTSIDE = withWorker({ securityGroupIds: ["default"] });
const UNFILTERED = withWorker({
    portSecurityEnabled: false,
    addressPairs: [],
    securityGroupIds: [],
});
const OTHER_POOL: Site = {
    openstack: { floatingIp: { pool: "other" } },
    cloud: { pool: { id: "other-id", name: "other", nameIsShared: false } },
};
const TAKEN = { address: "203.0.113.30" };
const EXISTING = { floatingIp: TAKEN };
const FREE = { ...FLOATING, ...TAKEN, portId: "", fixedIp: "", description: "" };

function existing(changes: Partial<typeof FREE>): Site {
    return {
        openstack: EXISTING,
        cloud: { pool: undefined, floatingIps: [...HEALTHY.floatingIps, { ...FREE, ...changes }] },
    };
}

const CASES: readonly [what: string, site: Site, expected: readonly [string, string][]][] = [
    ["a site where everything fits", {}, []],
    [
        "an address that its own port has already",
        { cloud: occupied("linkerd-gateway-cluster1") },
        [],
    ],
    ["an address that no port has yet", { cloud: { gatewayPort: undefined } }, []],
    [
        "an address outside the subnet",
        { config: pinned("10.10.1.150"), cloud: { gatewayPort: undefined } },
        [
            [
                "gateway-outside-subnet",
                'clusters[0].gateway.ip is "10.10.1.150": cluster1: gateway.ip is 10.10.1.150, and the nodes are in subnet cp-subnet, 10.10.0.0/24; write an address of it that no port has',
            ],
        ],
    ],
    [
        "an address that another port has, and that no pair lets a node send from",
        { cloud: { ...occupied("ingress"), ...BARE } },
        [
            [
                "gateway-port-foreign",
                'clusters[0].gateway.ip is "10.10.0.150": cluster1: port port-9, ingress, has 10.10.0.150, the address of gateway.ip; write one of 10.10.0.0/24 that no port has',
            ],
        ],
    ],
    [
        "an address that another cluster's gateway has",
        { cloud: occupied("linkerd-gateway-cluster1-2") },
        [
            [
                "gateway-port-foreign",
                'clusters[0].gateway.ip is "10.10.0.150": cluster1: port port-9, linkerd-gateway-cluster1-2, has 10.10.0.150, the address of gateway.ip; write one of 10.10.0.0/24 that no port has',
            ],
        ],
    ],
    [
        "an address that a port without a name has",
        { cloud: occupied("") },
        [
            [
                "gateway-port-foreign",
                'clusters[0].gateway.ip is "10.10.0.150": cluster1: port port-9 has 10.10.0.150, the address of gateway.ip; write one of 10.10.0.0/24 that no port has',
            ],
        ],
    ],
    [
        "a node's port without the address pair",
        { cloud: BARE },
        [
            [
                "address-pair-missing",
                'clusters[0].gateway.ip is "10.10.0.150": cluster1: no allowed address pair lets these nodes send from 10.10.0.150: cluster1-worker; ' +
                    "the owner of their ports runs 'openstack port set --allowed-address ip-address=10.10.0.150 port-of-cluster1-worker', or addressPairs manage lets this program do it",
            ],
        ],
    ],
    [
        "the same with addressPairs manage",
        { openstack: { addressPairs: "manage" }, cloud: BARE },
        [],
    ],
    ["the same with addressPairs none", { openstack: { addressPairs: "none" }, cloud: BARE }, []],
    [
        "the same with an address that is read later",
        { config: { gateway: { replicas: 1 } }, cloud: BARE },
        [],
    ],
    ["the same of a skipped node", { config: skippingWorker(), cloud: BARE }, []],
    [
        "a node without a port",
        { cloud: withWorker(undefined) },
        [
            [
                "node-port-missing",
                'clusters[0].nodes.hosts[1].address is "10.10.0.12": cluster1/cluster1-worker: no port of network cp-network has its address 10.10.0.12; ' +
                    "write the InternalIP of cluster1-worker that 'openstack port list --network network-of-cluster1' shows",
            ],
        ],
    ],
    [
        "a skipped node without a port",
        { config: skippingWorker(), cloud: withWorker(undefined) },
        [],
    ],
    [
        "a router without a gateway",
        { cloud: { router: { ...ROUTER, externalNetworkId: "", externalAddresses: [] } } },
        [
            [
                "router-without-gateway",
                "clusters[0].openstack.router is missing: cluster1: router ext_route has no external gateway; " +
                    "set one with 'openstack router set --external-gateway public-id router-of-cluster1', or write another router",
            ],
        ],
    ],
    [
        "a router without a gateway, where the pool is not known",
        { cloud: { router: { ...ROUTER, externalNetworkId: "" }, pool: undefined } },
        [
            [
                "router-without-gateway",
                "clusters[0].openstack.router is missing: cluster1: router ext_route has no external gateway; " +
                    "set one with 'openstack router set --external-gateway NETWORK router-of-cluster1', or write another router",
            ],
        ],
    ],
    [
        "a pool that the router does not lead to",
        OTHER_POOL,
        [
            [
                "router-in-other-network",
                'clusters[0].openstack.floatingIp.pool is "other": cluster1: router ext_route has its gateway in network public-id, and pool other is of network other-id; write a pool or an address of that one',
            ],
        ],
    ],
    [
        "a pool where the router is not known",
        { ...OTHER_POOL, cloud: { ...OTHER_POOL.cloud, router: undefined } },
        [],
    ],
    [
        "a pool whose name another network has",
        { cloud: { pool: { id: "public-id", name: "public", nameIsShared: true } } },
        [
            [
                "floating-ip-pool-name-shared",
                "clusters[0].openstack.floatingIp.pool is \"public\": cluster1: several networks are called public; write floatingIp.address, with an address that 'openstack floating ip create public-id' shows",
            ],
        ],
    ],
    ["a floating IP that is free", existing({}), []],
    ["a floating IP that our port has", existing({ portId: GATEWAY_PORT.id }), []],
    [
        "a floating IP that is not there",
        { openstack: EXISTING, cloud: { pool: undefined } },
        [
            [
                "floating-ip-missing",
                "clusters[0].openstack.floatingIp.address is \"203.0.113.30\": cluster1: the project has no floating IP 203.0.113.30; write one that 'openstack floating ip list' shows",
            ],
        ],
    ],
    [
        "a floating IP that another port has, of another network",
        existing({ portId: "port-1", fixedIp: "10.10.0.77", networkId: "other-id" }),
        [
            [
                "router-in-other-network",
                'clusters[0].openstack.floatingIp.address is "203.0.113.30": cluster1: router ext_route has its gateway in network public-id, and floating IP 203.0.113.30 is of network other-id; write a pool or an address of that one',
            ],
            [
                "floating-ip-taken",
                "clusters[0].openstack.floatingIp.address is \"203.0.113.30\": cluster1: floating IP 203.0.113.30 belongs to port port-1, 10.10.0.77; write one that is free, or free it with 'openstack floating ip unset --port 203.0.113.30'",
            ],
        ],
    ],
    [
        "a floating IP that the program took from a pool: it would be given back",
        existing({ portId: GATEWAY_PORT.id, description: DESCRIPTION }),
        [
            [
                "floating-ip-from-pool",
                `clusters[0].openstack.floatingIp.address is "203.0.113.30": cluster1: the program took floating IP 203.0.113.30 from a pool; write the pool again, or hand it over first with 'pulumi state delete' of cluster1-gateway-address-floating-ip and 'openstack floating ip set --description "" 203.0.113.30'`,
            ],
        ],
    ],
    [
        "a group that does not filter a node",
        { cloud: OUTSIDE },
        [
            [
                "security-group-member-missing",
                "clusters[0].openstack.securityGroup is \"cp-secgroup\": cluster1: security group cp-secgroup does not filter cluster1-worker; write the group of all nodes, leave the key out for a group of the program's own, or add it with 'openstack port set --security-group group-of-cluster1 port-of-cluster1-worker'",
            ],
        ],
    ],
    [
        "a group that does not filter a skipped node",
        { config: skippingWorker(), cloud: OUTSIDE },
        [],
    ],
    ["a port without port security, which takes neither group nor pair", { cloud: UNFILTERED }, []],
];

describe("upProblems", () => {
    for (const [what, site, expected] of CASES) {
        it(`says ${expected.length === 0 ? "nothing of" : "what is wrong with"} ${what}`, () => {
            assert.deepEqual(check([surveyed(site)]), expected);
        });
    }

    it("says nothing of a group of the program's own that filters no node yet", () => {
        const openstack = { securityGroup: undefined };
        assert.deepEqual(check([surveyed({ openstack, cloud: OUTSIDE })]), []);
    });

    const LINK: LinkConfig = { source: "cluster2", target: "cluster1", routing: "dnat" };

    function withRules(...ingress: CloudRule[]): SurveyedCluster[] {
        const own = surveyed({
            cloud: { securityGroup: { ...(GROUP as CloudSecurityGroup), ingress } },
        });
        return [own, surveyed({}, "cluster2", 1)];
    }

    it("refuses rules of somebody else that the program makes", () => {
        const foreign = (port: number, address: string) => ({
            ...ownRule(port, address),
            description: "the operator's",
        });
        const clusters = withRules(
            foreign(4143, "203.0.113.21"),
            foreign(6443, "203.0.113.23"),
            ownRule(4191, "203.0.113.21"),
        );
        assert.deepEqual(check(clusters, [LINK]), [
            [
                "security-group-rule-duplicate",
                "clusters[0].openstack.securityGroup is \"cp-secgroup\": cluster1: security group cp-secgroup has a rule already that `pulumi up` makes: TCP 4143 from 203.0.113.21/32, TCP 6443 from 203.0.113.23/32; delete it with 'openstack security group rule delete rule-4143-203.0.113.21' and 'openstack security group rule delete rule-6443-203.0.113.23'",
            ],
        ]);
        assert.deepEqual(check(clusters), []);
    });

    it("lets rules be that are not the same as the program's", () => {
        const base = { ...ownRule(4143, "203.0.113.21"), description: "" };
        const { remotePrefix: _, ...everybody } = base;
        const clusters = withRules(
            everybody,
            { ...base, protocol: "udp" },
            { ...base, portMax: 4144 },
            { ...base, portMin: 4142 },
            { ...base, remotePrefix: "203.0.113.0/24" },
        );
        assert.deepEqual(check(clusters, [LINK]), []);
    });

    it("tells of every cluster, by its place in the configuration, and of the links at the end", () => {
        const clusters = [
            surveyed({ cloud: BARE }),
            surveyed(
                { config: pinned("10.10.0.160"), cloud: { gatewayPort: undefined } },
                "cluster2",
                1,
            ),
        ];
        const back: LinkConfig = { source: "cluster1", target: "cluster2", routing: "dnat" };
        assert.deepEqual(
            check(clusters, [back]).map(([code, line]) => [code, line.split(" is ", 1)[0]]),
            [
                ["address-pair-missing", "clusters[0].gateway.ip"],
                ["gateway-outside-subnet", "clusters[1].gateway.ip"],
                ["gateway-in-source-subnet", "clusters[1].gateway.ip"],
            ],
        );
    });
});

describe("cloudProblems", () => {
    const COUNTS: readonly [NamedKey, number][] = [
        ["floatingIp.pool", 2],
        ["securityGroup", 0],
        ["router", 3],
        ["subnet", 0],
    ];
    const EXPECTED = [
        [
            "subnet-not-found",
            "clusters[0].openstack.subnet is missing: cluster1: the project has no subnet of IPv4 in network cp-network; write one that 'openstack subnet list --network network-of-cluster1' shows",
        ],
        [
            "router-not-found",
            'clusters[0].openstack.router is "r": cluster1: the project has 3 routers "r"; write the id of one that \'openstack router list\' shows',
        ],
        [
            "security-group-not-found",
            'clusters[0].openstack.securityGroup is "cp-secgroup": cluster1: the project has no security group "cp-secgroup"; write one that \'openstack security group list\' shows',
        ],
        [
            "floating-ip-pool-not-found",
            'clusters[0].openstack.floatingIp.pool is "public": cluster1: the project has 2 external networks "public"; write the id of one that \'openstack network list --external\' shows',
        ],
    ];
    for (const [what, counts] of [
        ["in whatever order Neutron answered", COUNTS],
        ["in the other order too", [...COUNTS].reverse()],
    ] as const) {
        it(`names what is not there, or several times, in one order, ${what}`, () => {
            const openstack = { router: "r" };
            const cluster = surveyed({ openstack, cloud: { unresolved: new Map(counts) } });
            assert.deepEqual(rendered(cloudProblems(cluster)), EXPECTED);
        });
    }
});

describe("silentCloudProblem", () => {
    const cluster = clusterInOpenStack("cluster1");

    it("says which network is not there", () => {
        const failure = 'the project has no network "cp-network"';
        assert.deepEqual(rendered(silentCloudProblem(cluster, 2, { failure, kind: "name" })), [
            [
                "network-not-found",
                'clusters[2].openstack.network is "cp-network": cluster1: the project has no network "cp-network"; write the name or id of one that \'openstack network list\' shows',
            ],
        ]);
    });

    it("says why a cloud cannot be asked", () => {
        assert.deepEqual(rendered(silentCloudProblem(cluster, 2, { failure: "it is down" })), [
            [
                "cloud-unavailable",
                'clusters[2].openstack.cloud is "https://keystone.example/v3": cluster1: its cloud cannot be asked: it is down; check its entry in clouds.yaml, and that this machine reaches the cloud',
            ],
        ]);
    });

    it("says nothing of a cloud that answered, or that there is none of", () => {
        assert.deepEqual(silentCloudProblem(cluster, 2, { seen: HEALTHY }), []);
        assert.deepEqual(silentCloudProblem(cluster, 2, undefined), []);
    });
});

describe("placementOf", () => {
    it("leaves a port without port security out of the nodes' ports", () => {
        const nodes = (site: Site) =>
            placementOf(surveyed(site), "prod").nodePorts.map(({ node, portId }) => [node, portId]);
        const master = ["cluster1-master", "port-of-cluster1-master"];
        assert.deepEqual(nodes({ cloud: UNFILTERED }), [master]);
        assert.deepEqual(nodes({}), [master, ["cluster1-worker", "port-of-cluster1-worker"]]);
    });

    it("knows the rules of the operator's group, without those of other clusters of the stack", () => {
        const of = (maker: string, port: number) => ({
            ...ownRule(port, "203.0.113.21"),
            description: `Linkerd gateway, made by Pulumi: ${maker}`,
        });
        const ingress = [
            of("prod/cluster1", 4143),
            of("prod/cluster2", 4191),
            of("dev/cluster2", 6443),
            { ...of("prod/cluster1", 8443), portMax: 8444 },
            { ...of("prod/cluster1", 9443), protocol: "udp" },
            { ...of("prod/cluster1", 10443), remotePrefix: "203.0.113.0/24" },
        ];
        const securityGroup = { ...GROUP, ingress };
        const rules = (openstack: Site["openstack"] = {}) =>
            placementOf(surveyed({ openstack, cloud: { securityGroup } }), "prod").rulesThere;
        assert.deepEqual(rules(), [
            { port: 4143, address: "203.0.113.21" },
            { port: 6443, address: "203.0.113.21" },
        ]);
        assert.equal(rules({ securityGroup: undefined }), undefined);
    });

    it("knows the port and the group that this stack made for this cluster, at the pinned address", () => {
        const description = "Linkerd gateway, made by Pulumi: prod/cluster1";
        const own = (changes: object, openstack = {}, config = {}) => {
            const gatewayPort = { ...GATEWAY_PORT, id: "ours", description, ...changes };
            const securityGroup = { ...GROUP, id: "group", description, ...changes };
            const { ownPortId, ownGroupId } = placementOf(
                surveyed({ cloud: { gatewayPort, securityGroup }, openstack, config }),
                "prod",
            );
            return [ownPortId, ownGroupId];
        };
        const withOwnGroup = { securityGroup: undefined };
        assert.deepEqual(own({}, withOwnGroup), ["ours", "group"]);
        assert.deepEqual(own({}), ["ours", undefined]);
        assert.deepEqual(own({}, withOwnGroup, { gateway: {} }), [undefined, "group"]);
        for (const other of [
            "Linkerd gateway, made by Pulumi",
            "Linkerd gateway, made by Pulumi: dev/cluster1",
        ]) {
            assert.deepEqual(own({ description: other }, withOwnGroup), [undefined, undefined]);
        }
        assert.deepEqual(own({ name: "somebody-elses" }), [undefined, undefined]);
    });

    it("adopts the one floating IP that an up of this stack took for this cluster and did not note", () => {
        const description = "Linkerd gateway, made by Pulumi: prod/cluster1";
        const taken = { ...FREE, id: "taken", description, portId: "" };
        const adopted = (...floatingIps: readonly (typeof FREE)[]) => {
            const placement = placementOf(surveyed({ cloud: { floatingIps } }), "prod");
            return "pool" in placement.floatingIp ? placement.floatingIp.adopted : "no pool";
        };
        assert.equal(adopted(...HEALTHY.floatingIps, taken), "taken");
        assert.equal(adopted(taken, { ...taken, id: "second" }), undefined);
        assert.equal(adopted({ ...taken, portId: "port" }), undefined);
        for (const other of [
            "Linkerd gateway, made by Pulumi",
            "Linkerd gateway, made by Pulumi: prod/cluster2",
            "Linkerd gateway, made by Pulumi: dev/cluster1",
        ]) {
            assert.equal(adopted({ ...taken, description: other }), undefined);
        }
    });
});
