import assert from "node:assert/strict";
import type { Code } from "../../../../operations/findings/codes";
import type { ReportedFinding } from "../../../../operations/report/doctorReport";
import { openstack } from "../../../../operations/layers/openstack/openstack";
import type {
    NamedKey,
    CloudPort,
    CloudRule,
    CloudView,
} from "../../../../stacks/survey/cloudView";
import type { MeshView } from "../../../../operations/view/meshView";
import type { OpenStackConfig } from "../../../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../../../stacks/configuration/types/plainConfig";
import { examined } from "../../support/examined";
import { changed, natView } from "../../support/behindNat";
import { nodesConfig } from "../../support/nodes";

const REFRESH = "pulumi up --refresh";
const REFUSES = "`pulumi up` refuses to run.";
const NO_WAY = "No other cluster reaches this gateway.";

/** What Neutron says of cluster1. */
function cloudOf(view: MeshView): CloudView {
    const cloud = view.clusters[0]?.cloud;
    if (cloud === undefined || "failure" in cloud) throw new Error("no cloud");
    return cloud.seen;
}

const HEALTHY = cloudOf(natView());
const [MASTERS, GATEWAYS] = HEALTHY.floatingIps;
const PORT = HEALTHY.gatewayPort;
const GROUP = HEALTHY.securityGroup;
const ROUTER = HEALTHY.router;
assert.ok(MASTERS && GATEWAYS && PORT && GROUP && ROUTER);

interface Site {
    readonly cloud?: Partial<CloudView>;
    readonly openstack?: Partial<OpenStackConfig<string>>;
    readonly config?: Partial<PlainClusterConfig>;
}

/** The mesh with another site of cluster1. */
function site({ cloud, openstack: project, config }: Site, view = natView()): MeshView {
    return changed(view, "cluster1", (cluster) => ({
        config: {
            ...cluster.config,
            ...(cluster.config.openstack && {
                openstack: { ...cluster.config.openstack, ...project },
            }),
            ...config,
        },
        cloud: { seen: { ...cloudOf(view), ...cloud } },
    }));
}

/** Of the operator's own: the program describes those that it takes from a pool. */
const THEIRS = { description: "" };

/** The mesh before an update, of which nothing is there. */
function empty(change: Site = {}, count = 2): MeshView {
    const view = natView(count);
    const cleared = view.clusters.reduce((mesh, { config: { name } }) => {
        return changed(mesh, name, ({ cloud }) => {
            if (cloud === undefined || "failure" in cloud) throw new Error(`no cloud of ${name}`);
            const { gatewayPort, ownPortIds, floatingIps, securityGroup, ...rest } = cloud.seen;
            assert.ok(gatewayPort && securityGroup && ownPortIds.length === 1);
            return {
                cloud: {
                    seen: {
                        ...rest,
                        ownPortIds: [],
                        floatingIps: floatingIps.slice(0, 1),
                        securityGroup: { ...securityGroup, ingress: [] },
                        quotas: { floatingip: { limit: 2, used: 1 }, port: { limit: -1, used: 4 } },
                    },
                },
            };
        });
    }, view);
    const { outputs, ...before } = site(change, cleared);
    assert.ok(outputs);
    return { ...before, pre: true };
}

function ports(change: Partial<CloudPort>): Pick<CloudView, "nodePorts"> {
    return {
        nodePorts: new Map(
            [...HEALTHY.nodePorts].map(([name, port]) => [
                name,
                name === "cluster1-worker" ? { ...port, ...change } : port,
            ]),
        ),
    };
}

/** The worker of cluster1 is skipped. */
const SKIPPED = {
    ...nodesConfig("cluster1"),
    hosts: nodesConfig("cluster1").hosts.map((host) => ({
        ...host,
        skipped: host.name === "cluster1-worker",
    })),
};

function lacking(...names: readonly [NamedKey, number][]): Site {
    return { cloud: { unresolved: new Map(names) } };
}

const finding = (
    code: Code,
    what: string,
    why: string,
    remedy: string,
    more: Partial<ReportedFinding> = {},
): ReportedFinding => ({
    severity: "error",
    code,
    where: "cluster1",
    what,
    why,
    remedy,
    ...more,
});

const PAIRS = finding(
    "address-pair-missing",
    "no allowed address pair lets these nodes send from 10.10.0.150: cluster1-worker",
    "MetalLB announces the gateway from any node, and Neutron drops what such a one sends from it.",
    "openstack port set --allowed-address ip-address=10.10.0.150 port-of-cluster1-worker",
);
const MEMBERS = finding(
    "security-group-member-missing",
    "security group cp-secgroup does not filter cluster1-worker",
    "Its rules open nothing there, and any node may carry the gateway's address.",
    "openstack port set --security-group group-of-cluster1 port-of-cluster1-worker",
);
const ROUTER_GATEWAY = finding(
    "router-without-gateway",
    "router ext_route has no external gateway",
    "No floating IP leads through it, and its pods reach no other cluster.",
    "openstack router set --external-gateway public-id router-of-cluster1\npulumi up --refresh",
);
const RULES_WHY = (addresses: string) =>
    `Other clusters' packets leave with ${addresses}, and Neutron drops them here: 4143 is the gateway, 4191 its probe, the third port the API server.`;
const rulesWithout = (...ids: readonly string[]) => ({
    securityGroup: { ...GROUP, ingress: GROUP.ingress.filter(({ id }) => !ids.includes(id)) },
});

const NO_RULES = "`pulumi up` fails when it lets the other clusters in.";

/** Room for so many groups, and for five rules. */
const ruleQuotas = (groups: number, used: number) => ({
    floatingip: { limit: -1, used: 1 },
    port: { limit: -1, used: 4 },
    securityGroup: { limit: 3, used: 3 - groups },
    securityGroupRule: { limit: used + 5, used },
});

const AFTER: readonly [string, MeshView, readonly ReportedFinding[]][] = [
    ["sites where everything is as it was made", natView(), []],
    ["three sites", natView(3), []],
    [
        "a cloud that does not answer",
        changed(natView(), "cluster1", () => ({ cloud: { failure: "Keystone: answered 401" } })),
        [
            finding(
                "cloud-unavailable",
                "its cloud cannot be asked: Keystone: answered 401",
                "`pulumi up` refuses to run. Whether Neutron lets the other clusters in is not known.",
                "openstack token issue",
            ),
        ],
    ],
    [
        "a port that is gone, and not of what follows from it",
        site({
            cloud: {
                gatewayPort: undefined,
                floatingIps: [MASTERS, { ...GATEWAYS, ...THEIRS, portId: "", fixedIp: "" }],
            },
        }),
        [
            finding(
                "gateway-port-missing",
                "no port reserves 10.10.0.150, the gateway's address: linkerd-gateway-cluster1 is gone",
                NO_WAY,
                REFRESH,
            ),
        ],
    ],
    [
        "a port of somebody else with the gateway's address",
        site({ cloud: { gatewayPort: { ...PORT, id: "port-9", name: "ingress" } } }),
        [
            finding(
                "gateway-port-foreign",
                'port port-9, "ingress", has 10.10.0.150, the gateway\'s address, and not linkerd-gateway-cluster1',
                NO_WAY,
                "openstack port unset --fixed-ip subnet=subnet-of-cluster1,ip-address=10.10.0.150 port-9\npulumi up --refresh",
            ),
        ],
    ],
    [
        "a port that was moved",
        site({
            config: { gateway: { replicas: 1 } },
            cloud: { gatewayPort: { ...PORT, fixedIps: ["10.10.0.77"] } },
        }),
        [
            finding(
                "gateway-port-address-differs",
                "port linkerd-gateway-cluster1 has 10.10.0.77, and not 10.10.0.150, the gateway's address",
                NO_WAY,
                REFRESH,
            ),
        ],
    ],
    [
        "an address that no update has applied",
        site({
            config: { gateway: { ip: "10.10.0.160", replicas: 1 } },
            cloud: { gatewayPort: undefined },
        }),
        [],
    ],
    [
        "a floating IP that leads nowhere",
        site({ cloud: { floatingIps: [MASTERS, { ...GATEWAYS, portId: "", fixedIp: "" }] } }),
        [
            finding(
                "floating-ip-misdirected",
                "floating IP 203.0.113.12, the gateway's, leads nowhere",
                NO_WAY,
                REFRESH,
            ),
        ],
    ],
    [
        "a floating IP that leads elsewhere",
        site({
            cloud: {
                floatingIps: [MASTERS, { ...GATEWAYS, portId: "port-9", fixedIp: "10.10.0.9" }],
            },
        }),
        [
            finding(
                "floating-ip-misdirected",
                "floating IP 203.0.113.12, the gateway's, leads to port port-9, 10.10.0.9",
                NO_WAY,
                REFRESH,
            ),
        ],
    ],
    [
        "a floating IP that leads to another address of its port",
        site({ cloud: { floatingIps: [MASTERS, { ...GATEWAYS, fixedIp: "10.10.0.9" }] } }),
        [
            finding(
                "floating-ip-misdirected",
                "floating IP 203.0.113.12, the gateway's, leads to port gateway-port-of-cluster1, 10.10.0.9",
                NO_WAY,
                REFRESH,
            ),
        ],
    ],
    [
        "a floating IP of a pool that is gone",
        site({ cloud: { floatingIps: [MASTERS] } }),
        [
            finding(
                "floating-ip-missing",
                "the project no longer has floating IP 203.0.113.12, the gateway's",
                NO_WAY,
                REFRESH,
            ),
        ],
    ],
    [
        "a floating IP of the operator's that is gone",
        site({
            openstack: { floatingIp: { address: "203.0.113.12" } },
            cloud: { floatingIps: [MASTERS], pool: undefined },
        }),
        [
            finding(
                "floating-ip-missing",
                "the project no longer has floating IP 203.0.113.12, the gateway's",
                NO_WAY,
                "openstack floating ip list\npulumi config set --path 'clusters[0].openstack.floatingIp.address' ADDRESS\npulumi up",
            ),
        ],
    ],
    [
        "rules that are gone",
        site({ cloud: rulesWithout("rule-4143-203.0.113.23", "rule-6443-203.0.113.21") }),
        [
            finding(
                "security-group-rule-missing",
                "security group cp-secgroup has no rule for TCP 4143 from 203.0.113.23, TCP 6443 from 203.0.113.21",
                RULES_WHY("203.0.113.23 and 203.0.113.21"),
                REFRESH,
            ),
        ],
    ],
    [
        "a peer whose router has another address now",
        changed(natView(), "cluster2", ({ cloud }) => {
            if (cloud === undefined || "failure" in cloud) throw new Error("no cloud");
            return {
                cloud: {
                    seen: {
                        ...cloud.seen,
                        router: { ...ROUTER, externalAddresses: ["203.0.113.99"] },
                    },
                },
            };
        }),
        [
            finding(
                "security-group-rule-missing",
                "security group cp-secgroup has no rule for TCP 4143 from 203.0.113.99, TCP 4191 from 203.0.113.99, TCP 6443 from 203.0.113.99; it lets in 203.0.113.23/32 instead",
                RULES_WHY("203.0.113.99"),
                REFRESH,
            ),
        ],
    ],
    ...(
        [
            ["every port", { protocol: "tcp" }],
            ["every protocol", {}],
            ["any protocol", { protocol: "any" }],
            [
                "a range of ports and addresses",
                { protocol: "6", portMin: 4000, portMax: 7000, remotePrefix: "203.0.113.0/24" },
            ],
        ] as const
    ).map(([what, rule]): [string, MeshView, readonly ReportedFinding[]] => [
        `a rule of the operator's for ${what} in place of the program's`,
        site({
            cloud: {
                securityGroup: { ...GROUP, ingress: [{ id: "all", description: "", ...rule }] },
            },
        }),
        [],
    ]),
    ...(
        [
            ["UDP", { protocol: "udp" }],
            ["other ports", { protocol: "tcp", portMin: 22, portMax: 4142 }],
            ["other addresses", { remotePrefix: "10.0.0.0/8" }],
            ["members of a group", { remoteGroupId: "group-of-cluster1" }],
        ] as const
    ).map(([what, rule]): [string, MeshView, readonly ReportedFinding[]] => [
        `a rule for ${what} in place of one of the program's`,
        site({
            cloud: {
                securityGroup: {
                    ...GROUP,
                    ingress: [
                        ...rulesWithout("rule-4143-203.0.113.23").securityGroup.ingress,
                        { id: "other", description: "", ...rule },
                    ],
                },
            },
        }),
        [
            finding(
                "security-group-rule-missing",
                "security group cp-secgroup has no rule for TCP 4143 from 203.0.113.23",
                RULES_WHY("203.0.113.23"),
                REFRESH,
            ),
        ],
    ]),
    [
        "a group of the program's own that is gone",
        site({ openstack: { securityGroup: undefined }, cloud: { securityGroup: undefined } }),
        [
            finding(
                "security-group-missing",
                "security group linkerd-gateway-cluster1 is gone",
                "Neutron drops what the other clusters send to this gateway.",
                REFRESH,
            ),
        ],
    ],
    [
        "a group of the operator's that is gone, but by its name",
        site({
            ...lacking(["securityGroup", 0]),
            cloud: { unresolved: new Map([["securityGroup", 0]]), securityGroup: undefined },
        }),
        [
            finding(
                "security-group-not-found",
                'the project has no security group "cp-secgroup"',
                REFUSES,
                "openstack security group list\npulumi config set --path 'clusters[0].openstack.securityGroup' NAME_OR_ID\npulumi up",
                { severity: "warning" },
            ),
        ],
    ],
    [
        "a node that the group does not filter",
        site({ cloud: ports({ securityGroupIds: [] }) }),
        [MEMBERS],
    ],
    [
        "a node that the program's own group no longer filters",
        site({ openstack: { securityGroup: undefined }, cloud: ports({ securityGroupIds: [] }) }),
        [{ ...MEMBERS, remedy: REFRESH }],
    ],
    [
        "a node's port without the pair",
        site({ cloud: ports({ addressPairs: ["10.10.0.0/24"] }) }),
        [PAIRS],
    ],
    [
        "the same with addressPairs manage",
        site({ openstack: { addressPairs: "manage" }, cloud: ports({ addressPairs: [] }) }),
        [{ ...PAIRS, remedy: REFRESH }],
    ],
    [
        "the same with addressPairs none",
        site({ openstack: { addressPairs: "none" }, cloud: ports({ addressPairs: [] }) }),
        [],
    ],
    [
        "a port that Neutron does not filter",
        site({
            cloud: ports({ portSecurityEnabled: false, addressPairs: [], securityGroupIds: [] }),
        }),
        [],
    ],
    [
        "a router without a gateway",
        site({ cloud: { router: { ...ROUTER, externalNetworkId: "" } } }),
        [ROUTER_GATEWAY],
    ],
    [
        "a skipped node that has neither pair nor group",
        site({
            config: { nodes: SKIPPED },
            cloud: ports({ addressPairs: [], securityGroupIds: [] }),
        }),
        [],
    ],
    [
        "a name that came to be twice",
        site(lacking(["securityGroup", 2])),
        [
            finding(
                "security-group-not-found",
                'the project has 2 security groups "cp-secgroup"',
                REFUSES,
                "openstack security group list\npulumi config set --path 'clusters[0].openstack.securityGroup' NAME_OR_ID\npulumi up",
                { severity: "warning" },
            ),
        ],
    ],
];

/** Without the links that start from cluster1. */
function unlinked(view: MeshView): MeshView {
    const links = view.config.links.filter(({ source }) => source !== "cluster1");
    return { ...view, config: { ...view.config, links } };
}

const SHARED = empty({ cloud: { subnet: { id: "s", name: "cp-subnet", cidr: "10.0.0.0/8" } } });

/** Before the first update, with a rule like the program's first one, which somebody made by hand. */
const ruleByHand = (changes: Partial<CloudRule> = {}): MeshView => {
    const ingress = GROUP.ingress
        .slice(0, 1)
        .map((rule) => ({ ...rule, description: "", ...changes }));
    return empty({ cloud: { securityGroup: { ...GROUP, ingress } } });
};

const BEFORE: readonly [string, MeshView, readonly ReportedFinding[]][] = [
    ["sites with room for everything", empty(), []],
    ["a mesh that is up", { ...natView(), pre: true }, []],
    [
        "a network that is not there",
        changed(empty(), "cluster1", () => ({
            cloud: { failure: 'the project has no network "cp-network"', kind: "name" },
        })),
        [
            finding(
                "network-not-found",
                'the project has no network "cp-network"',
                "`pulumi up` refuses to run. Whether Neutron lets the other clusters in is not known.",
                "openstack network list\npulumi config set --path 'clusters[0].openstack.network' NAME_OR_ID\npulumi up",
            ),
        ],
    ],
    [
        "names that are not there",
        empty(lacking(["subnet", 2], ["floatingIp.pool", 0])),
        [
            finding(
                "subnet-not-found",
                "the project has 2 subnets of IPv4 in network cp-network",
                REFUSES,
                "openstack subnet list\npulumi config set --path 'clusters[0].openstack.subnet' NAME_OR_ID\npulumi up",
            ),
            finding(
                "floating-ip-pool-not-found",
                'the project has no external network "public"',
                REFUSES,
                "openstack network list --external\npulumi config set --path 'clusters[0].openstack.floatingIp.pool' NAME_OR_ID\npulumi up",
            ),
        ],
    ],
    [
        "a node without a port",
        empty({ cloud: { nodePorts: new Map([...HEALTHY.nodePorts].slice(0, 1)) } }),
        [
            finding(
                "node-port-missing",
                "no port of network cp-network has its address 10.10.0.12",
                `Packets to the gateway cannot be let in through it. ${REFUSES}`,
                "openstack port list --network network-of-cluster1\npulumi config set --path 'clusters[0].nodes.hosts[1].address' ADDRESS\npulumi up",
                { where: "cluster1/cluster1-worker" },
            ),
        ],
    ],
    [
        "a router whose gateway is in another network than the pool",
        empty({ cloud: { pool: { id: "other-id", name: "public", nameIsShared: false } } }),
        [
            finding(
                "router-in-other-network",
                "router ext_route has its gateway in network public-id, and pool public is of network other-id",
                `A floating IP of that network does not lead to the nodes. ${REFUSES}`,
                "pulumi config set --path 'clusters[0].openstack.floatingIp.pool' public-id\npulumi up",
            ),
        ],
    ],
    [
        "an address outside the subnet",
        empty({
            config: { gateway: { ip: "192.168.0.5", replicas: 1 } },
            openstack: { addressPairs: "none" },
        }),
        [
            finding(
                "gateway-outside-subnet",
                "gateway.ip is 192.168.0.5, and the nodes are in subnet cp-subnet, 10.10.0.0/24",
                `No node can announce it. ${REFUSES}`,
                "pulumi config set --path 'clusters[0].gateway.ip' ADDRESS_OF_10.10.0.0/24\npulumi up",
            ),
        ],
    ],
    [
        "an address that another port has",
        empty({ cloud: { gatewayPort: { ...PORT, id: "port-9", name: "ingress" } } }),
        [
            finding(
                "gateway-port-foreign",
                "port port-9, ingress, has 10.10.0.150, the address of gateway.ip",
                REFUSES,
                "pulumi config set --path 'clusters[0].gateway.ip' FREE_ADDRESS_OF_10.10.0.0/24\npulumi up",
            ),
        ],
    ],
    [
        "a floating IP that the project does not have",
        empty({
            openstack: { floatingIp: { address: "203.0.113.99" } },
            cloud: { pool: undefined },
        }),
        [
            finding(
                "floating-ip-missing",
                "the project has no floating IP 203.0.113.99",
                REFUSES,
                "openstack floating ip list\npulumi config set --path 'clusters[0].openstack.floatingIp.address' ADDRESS\npulumi up",
            ),
        ],
    ],
    [
        "a floating IP that belongs to a node",
        empty({
            openstack: { floatingIp: { address: "203.0.113.11" } },
            cloud: { pool: undefined },
        }),
        [
            finding(
                "floating-ip-taken",
                "floating IP 203.0.113.11 belongs to port port-of-cluster1-master, 10.10.0.11",
                REFUSES,
                "openstack floating ip unset --port 203.0.113.11",
            ),
        ],
    ],
    [
        "ports without port security, which take neither a group nor pairs, and need none",
        empty({
            openstack: { addressPairs: "manage", securityGroup: undefined },
            cloud: ports({ portSecurityEnabled: false }),
        }),
        [],
    ],
    [
        "ports without port security that need no pair",
        empty({
            openstack: { addressPairs: "manage" },
            cloud: ports({ portSecurityEnabled: false }),
        }),
        [],
    ],
    [
        "a quota that is used up",
        empty({
            cloud: { quotas: { floatingip: { limit: 1, used: 1 }, port: { limit: 4, used: 4 } } },
        }),
        [
            finding(
                "quota-exhausted",
                "of the project's quota of 4 ports 4 are used, and `pulumi up` needs 1 more",
                "`pulumi up` fails when it makes the gateway's address.",
                "openstack quota set --ports 5 project-of-cluster1  # as an administrator",
            ),
            finding(
                "quota-exhausted",
                "of the project's quota of 1 floating IPs 1 are used, and `pulumi up` needs 1 more",
                "`pulumi up` fails when it makes the gateway's address.",
                "openstack quota set --floating-ips 2 project-of-cluster1  # as an administrator",
            ),
        ],
    ],
    [
        "a quota that has room for one of two clusters of a project",
        empty({ cloud: { projectId: "project-of-cluster2" } }),
        [
            finding(
                "quota-exhausted",
                "of the project's quota of 2 floating IPs 1 are used, and `pulumi up` needs 2 more",
                "`pulumi up` fails when it makes the gateway's address.",
                "openstack quota set --floating-ips 3 project-of-cluster2  # as an administrator",
                { where: "cluster1, cluster2" },
            ),
        ],
    ],
    [
        "quotas of groups and rules that are used up",
        empty({
            openstack: { securityGroup: undefined },
            cloud: { securityGroup: undefined, quotas: ruleQuotas(0, 8) },
        }),
        [
            finding(
                "quota-exhausted",
                "of the project's quota of 3 security groups 3 are used, and `pulumi up` needs 1 more",
                NO_RULES,
                "openstack quota set --secgroups 4 project-of-cluster1  # as an administrator",
            ),
            finding(
                "quota-exhausted",
                "of the project's quota of 13 security group rules 8 are used, and `pulumi up` needs 6 more",
                NO_RULES,
                "openstack quota set --secgroup-rules 14 project-of-cluster1  # as an administrator",
            ),
        ],
    ],
    [
        "a quota of rules that has room for all but those that are there",
        empty({
            cloud: {
                securityGroup: { ...GROUP, ingress: GROUP.ingress.slice(0, 1) },
                quotas: ruleQuotas(1, 8),
            },
        }),
        [],
    ],
    ["quotas that nobody tells", empty({ cloud: { quotas: undefined } }), []],
    [
        "a pool without a free address",
        empty({
            cloud: {
                freePoolAddresses: 0,
                pool: { id: "public-id", name: "public", nameIsShared: false },
            },
        }),
        [
            finding(
                "floating-ip-pool-exhausted",
                "pool public has 0 free addresses, and `pulumi up` needs 2 more",
                "`pulumi up` fails when it makes the gateway's address.",
                "openstack floating ip list --network public-id --status DOWN  # delete one that nobody needs",
                { where: "cluster1, cluster2" },
            ),
        ],
    ],
    [
        "a router without a gateway, and not of what follows from it",
        empty({ cloud: { router: { ...ROUTER, externalNetworkId: "", externalAddresses: [] } } }),
        [ROUTER_GATEWAY],
    ],
    [
        "peers whose addresses Neutron does not tell",
        empty({ cloud: { router: undefined } }),
        [
            finding(
                "egress-addresses-unknown",
                "Neutron does not say from which addresses its pods reach other clusters",
                "The security groups of the other clusters have to let them in, and `pulumi up` refuses to run.",
                "pulumi config set --path 'clusters[0].egressAddresses[0]' ADDRESS\npulumi up",
            ),
        ],
    ],
    [
        "the same where the configuration has them",
        empty({ cloud: { router: undefined }, config: { egressAddresses: ["203.0.113.5"] } }),
        [],
    ],
    [
        "a rule that somebody made by hand",
        ruleByHand(),
        [
            finding(
                "security-group-rule-duplicate",
                "security group cp-secgroup has a rule already that `pulumi up` makes: TCP 4143 from 203.0.113.21/32",
                "Neutron refuses a rule that a group has, and `pulumi up` fails.",
                "openstack security group rule delete rule-4143-203.0.113.21",
            ),
        ],
    ],
    ["rules of an update that was interrupted", empty({ cloud: { securityGroup: GROUP } }), []],
    ...(
        [
            ["UDP", { protocol: "udp" }],
            ["more ports", { portMax: 4144 }],
            ["another address", { remotePrefix: "203.0.113.99/32" }],
            ["another port", { portMin: 9, portMax: 9 }],
        ] as const
    ).map(([what, other]): [string, MeshView, readonly ReportedFinding[]] => [
        `a rule that somebody made by hand for ${what}, which is another one`,
        ruleByHand(other),
        [],
    ]),
    [
        "a floating IP of the operator's that is free",
        empty({
            openstack: { floatingIp: { address: "203.0.113.12" } },
            cloud: {
                pool: undefined,
                floatingIps: [MASTERS, { ...GATEWAYS, ...THEIRS, portId: "", fixedIp: "" }],
            },
        }),
        [],
    ],
    [
        "a floating IP of the operator's that leads to the gateway's own port already",
        empty({
            openstack: { floatingIp: { address: "203.0.113.12" } },
            cloud: {
                pool: undefined,
                gatewayPort: PORT,
                ownPortIds: [PORT.id],
                floatingIps: [MASTERS, { ...GATEWAYS, ...THEIRS }],
            },
        }),
        [],
    ],
    [
        "a floating IP that the program took from a pool before: it would be given back",
        empty({
            openstack: { floatingIp: { address: "203.0.113.12" } },
            cloud: {
                pool: undefined,
                gatewayPort: PORT,
                ownPortIds: [PORT.id],
                floatingIps: [MASTERS, GATEWAYS],
            },
        }),
        [
            finding(
                "floating-ip-from-pool",
                "the program took floating IP 203.0.113.12 from a pool",
                `It would give the address back when it no longer takes it from there. ${REFUSES}`,
                "pulumi config rm --path 'clusters[0].openstack.floatingIp.address'\npulumi config set --path 'clusters[0].openstack.floatingIp.pool' NAME_OR_ID\npulumi up",
            ),
        ],
    ],
    [
        "a floating IP of the operator's that leads elsewhere while the gateway's port is there",
        empty({
            openstack: { floatingIp: { address: "203.0.113.11" } },
            cloud: { pool: undefined, gatewayPort: PORT },
        }),
        [
            finding(
                "floating-ip-taken",
                "floating IP 203.0.113.11 belongs to port port-of-cluster1-master, 10.10.0.11",
                REFUSES,
                "openstack floating ip unset --port 203.0.113.11",
            ),
        ],
    ],
    [
        "a floating IP of the operator's in another network than the router's gateway",
        empty({
            openstack: { floatingIp: { address: "203.0.113.12" } },
            cloud: {
                pool: undefined,
                floatingIps: [
                    MASTERS,
                    { ...GATEWAYS, ...THEIRS, networkId: "other-id", portId: "", fixedIp: "" },
                ],
            },
        }),
        [
            finding(
                "router-in-other-network",
                "router ext_route has its gateway in network public-id, and floating IP 203.0.113.12 is of network other-id",
                `A floating IP of that network does not lead to the nodes. ${REFUSES}`,
                "pulumi config set --path 'clusters[0].openstack.floatingIp.address' ADDRESS\npulumi up",
            ),
        ],
    ],
    [
        "a quota of nothing",
        empty({
            cloud: { quotas: { floatingip: { limit: 0, used: 0 }, port: { limit: -1, used: 4 } } },
        }),
        [
            finding(
                "quota-exhausted",
                "of the project's quota of 0 floating IPs 0 are used, and `pulumi up` needs 1 more",
                "`pulumi up` fails when it makes the gateway's address.",
                "openstack quota set --floating-ips 1 project-of-cluster1  # as an administrator",
            ),
        ],
    ],
    [
        "a floating IP of somebody else's making, which does not count as the gateway's",
        empty({
            cloud: {
                gatewayPort: PORT,
                floatingIps: [MASTERS, { ...GATEWAYS, description: "" }],
                quotas: { floatingip: { limit: 2, used: 2 }, port: { limit: -1, used: 5 } },
            },
        }),
        [
            finding(
                "quota-exhausted",
                "of the project's quota of 2 floating IPs 2 are used, and `pulumi up` needs 1 more",
                "`pulumi up` fails when it makes the gateway's address.",
                "openstack quota set --floating-ips 3 project-of-cluster1  # as an administrator",
            ),
        ],
    ],
    [
        "a node with two floating IPs, with one of which its packets leave",
        empty({
            cloud: {
                floatingIps: [MASTERS, { ...MASTERS, id: "floating-3", address: "203.0.113.14" }],
            },
        }),
        [
            finding(
                "egress-addresses-unknown",
                "Neutron does not say from which addresses its pods reach other clusters",
                "The security groups of the other clusters have to let them in, and `pulumi up` refuses to run.",
                "pulumi config set --path 'clusters[0].egressAddresses[0]' ADDRESS\npulumi up",
            ),
        ],
    ],
    [
        "addresses of a cluster that no link starts from, which nobody has to know",
        unlinked(empty({ cloud: { router: undefined } })),
        [],
    ],
    [
        "a group of the program's own that an interrupted update left, and no member of it",
        empty({ openstack: { securityGroup: undefined }, cloud: ports({ securityGroupIds: [] }) }),
        [],
    ],
    [
        "a node that the group does not filter",
        empty({ cloud: ports({ securityGroupIds: [] }) }),
        [MEMBERS],
    ],
    [
        "a group of the program's own, which is not there yet",
        empty({ openstack: { securityGroup: undefined }, cloud: { securityGroup: undefined } }),
        [],
    ],
    ["a node's port without the pair", empty({ cloud: ports({ addressPairs: [] }) }), [PAIRS]],
    [
        "pairs that the first update makes",
        empty({ openstack: { addressPairs: "manage" }, cloud: ports({ addressPairs: [] }) }),
        [],
    ],
    [
        "a gateway in the subnet of its peer",
        SHARED,
        [
            finding(
                "gateway-in-source-subnet",
                "the gateway of cluster2 has 10.20.0.150, which lies in 10.0.0.0/8, the subnet of cluster1 too",
                "Nodes of cluster1 would send what is meant for a neighbour to cluster2; `pulumi up` refuses to run.",
                "pulumi config set routing direct\npulumi up",
                { where: "cluster1-to-cluster2" },
            ),
        ],
    ],
];

describe("the layer of OpenStack", () => {
    for (const [what, view, expected] of AFTER) {
        it(`says ${expected.length === 0 ? "nothing of" : "what is wrong with"} ${what}`, () => {
            assert.deepEqual(examined(openstack, view).findings, expected);
        });
    }

    for (const [what, view, expected] of BEFORE) {
        it(`says before an update ${expected.length === 0 ? "nothing of" : "what is wrong with"} ${what}`, () => {
            assert.deepEqual(examined(openstack, view).findings, expected);
        });
    }

    it("takes a mesh that has no outputs for one before its first update", () => {
        const { outputs, ...view } = natView();
        assert.ok(outputs);
        const { scope } = examined(openstack, view);
        assert.equal(scope, "2 networks, 4 node ports");
    });

    it("lets a gateway lie in the subnet of its peer where no node rewrites its address", () => {
        const links = SHARED.config.links.map((link) => ({ ...link, routing: "direct" as const }));
        const view = { ...SHARED, config: { ...SHARED.config, links } };
        assert.deepEqual(examined(openstack, view).findings, []);
    });

    it("says what it looked at, and what an administrator alone sees", () => {
        const looked = (view: MeshView) => examined(openstack, view).scope;
        assert.equal(looked(natView()), "2 networks, 4 node ports, 12 rules");
        assert.equal(
            looked(empty({ cloud: { freePoolAddresses: undefined } })),
            "2 networks, 4 node ports; free addresses of pools only an administrator sees",
        );
    });

    it("looks for the rules of a shared group once, with the first cluster by name", () => {
        const view = natView();
        const shared = { ...GROUP, ingress: GROUP.ingress };
        const both = changed(
            site({ cloud: { securityGroup: shared } }, view),
            "cluster2",
            ({ cloud }) => {
                if (cloud === undefined || "failure" in cloud) throw new Error("no cloud");
                return { cloud: { seen: { ...cloud.seen, securityGroup: shared } } };
            },
        );
        assert.deepEqual(
            examined(openstack, both)
                .findings.filter(({ what }) => what.includes(" has no rule for "))
                .map(({ where, what }) => [where, what.split(", ").length]),
            [["cluster1", 6]],
        );
    });

    it("does not say whom to let in where nobody knows with which addresses they come", () => {
        const { findings, notChecked } = examined(
            openstack,
            site({ cloud: { router: undefined } }),
        );
        assert.deepEqual(
            [findings, notChecked],
            [[], ["cluster1: the addresses that its packets leave with"]],
        );
    });

    it("says which cloud could not be asked", () => {
        const view = changed(natView(), "cluster1", () => ({ cloud: { failure: "no answer" } }));
        assert.deepEqual(examined(openstack, view).notChecked, [
            "cluster1: its cloud cannot be asked",
        ]);
    });

    it("offers the commands of a problem for the cloud of the cluster that has it", () => {
        const view = changed(natView(), "cluster2", ({ config }) => ({
            config: { ...config, written: { cloud: "site2" } },
            cloud: { failure: "no answer" },
        }));
        assert.deepEqual(
            examined(openstack, view).findings.map(({ where, remedy }) => [where, remedy]),
            [["cluster2", "openstack --os-cloud site2 token issue"]],
        );
    });

    it("has nothing to look at where no cluster lies in OpenStack", () => {
        const view = natView();
        const clusters = view.clusters.map(({ config, cloud, ...cluster }) => {
            const { openstack: project, ...external } = config;
            assert.ok(project && cloud);
            return { ...cluster, config: external };
        });
        const config = { ...view.config, clusters: clusters.map((cluster) => cluster.config) };
        assert.deepEqual(examined(openstack, { ...view, clusters, config }), {
            scope: "no cluster lies in OpenStack",
            findings: [],
            notChecked: [],
        });
    });
});
