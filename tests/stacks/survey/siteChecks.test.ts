import assert from "node:assert/strict";
import type { LinkConfig, OpenStackConfig } from "../../../stacks/configuration/types/meshConfig";
import {
    egressOf,
    egressProblem,
    hijackProblems,
    siteProblems,
} from "../../../stacks/survey/siteChecks";
import type { SiteFacts } from "../../../stacks/survey/siteFacts";
import { renderProblem, type Problem } from "../../../stacks/configuration/types/problem";
import { node, siteCluster, siteFacts } from "../../support/sites";

const lines = (problems: readonly Problem[]) =>
    problems.map((problem) => renderProblem(problem, {}, new Set()));

function withOpenStack(changes: Partial<OpenStackConfig>, facts: Partial<SiteFacts> = {}) {
    const { openstack } = siteCluster();
    return siteFacts({
        cluster: siteCluster({ openstack: { ...openstack, ...changes } }),
        ...facts,
    });
}

const pinned = (ip: string) => siteCluster({ gateway: { ip, replicas: 1 } });
const [MASTER, WORKER] = siteFacts().hosts;
assert.ok(MASTER?.port !== undefined && WORKER?.port !== undefined);
const BARE = [MASTER, { ...WORKER, port: { ...WORKER.port, addressPairs: [] } }];
const EXISTING = { address: "203.0.113.30", networkId: "public-id", portId: "", isOurs: false };
const ROUTER = siteFacts().router;
assert.ok(ROUTER !== undefined);

const CASES: readonly [string, SiteFacts, readonly string[]][] = [
    ["a site where everything fits", siteFacts(), []],
    [
        "an address that its own port has already",
        siteFacts({
            occupant: { id: "port-9", name: "linkerd-gateway-east" },
        }),
        [],
    ],
    [
        "an address outside the subnet",
        siteFacts({ cluster: pinned("192.168.1.150") }),
        [
            'clusters[0].gateway.ip is "192.168.1.150": the nodes of east are in subnet cp-subnet, 192.168.0.0/24; write an address of it that no port has',
        ],
    ],
    [
        "an address that another port has",
        siteFacts({
            occupant: { id: "port-9", name: "ingress" },
        }),
        [
            'clusters[0].gateway.ip is "192.168.0.150": port port-9, ingress has this address; write one of the subnet of east that no port has',
        ],
    ],
    [
        "an address that another cluster's gateway has",
        siteFacts({
            occupant: { id: "port-9", name: "linkerd-gateway-east-2" },
        }),
        [
            'clusters[0].gateway.ip is "192.168.0.150": port port-9, linkerd-gateway-east-2 has this address; write one of the subnet of east that no port has',
        ],
    ],
    [
        "an address that a port without a name has",
        siteFacts({
            occupant: { id: "port-9", name: "" },
        }),
        [
            'clusters[0].gateway.ip is "192.168.0.150": port port-9 has this address; write one of the subnet of east that no port has',
        ],
    ],
    [
        "a node's port without the address pair",
        siteFacts({ hosts: BARE }),
        [
            'clusters[0].gateway.ip is "192.168.0.150": no allowed address pair lets these nodes send from it: worker1; ' +
                "the owner of their ports runs 'openstack port set --allowed-address ip-address=192.168.0.150 port-2', or addressPairs manage lets this program do it",
        ],
    ],
    [
        "the same with addressPairs manage",
        withOpenStack({ addressPairs: "manage" }, { hosts: BARE }),
        [],
    ],
    [
        "the same with addressPairs none",
        withOpenStack({ addressPairs: "none" }, { hosts: BARE }),
        [],
    ],
    [
        "the same with an address that is read later",
        siteFacts({
            hosts: BARE,
            cluster: siteCluster({ gateway: { replicas: 1 } }),
        }),
        [],
    ],
    [
        "a node without a port",
        siteFacts({
            hosts: [MASTER, { host: node("worker1", "192.168.0.12") }],
        }),
        [
            'clusters[0].nodes.hosts[1].address is "192.168.0.12": no port of network cp-network has this address; ' +
                "write the InternalIP of worker1 that 'openstack port list --network network-id' shows",
        ],
    ],
    [
        "a skipped node without a port",
        siteFacts({
            hosts: [MASTER, { host: node("worker1", "192.168.0.12", true) }],
        }),
        [],
    ],
    [
        "a router without a gateway",
        siteFacts({
            router: { ...ROUTER, externalNetworkId: "", externalAddresses: [] },
        }),
        [
            "clusters[0].openstack.router is missing: router ext_route has no external gateway, so no floating IP leads to east; " +
                "set one with 'openstack router set --external-gateway NETWORK ext_route', or write another router",
        ],
    ],
    [
        "a pool that the router does not lead to",
        siteFacts({
            floatingIp: { pool: "other", networkId: "other-id" },
        }),
        [
            'clusters[0].openstack.floatingIp.pool is "other": router ext_route of east has its gateway in another network, public-id; write a pool or an address of that one',
        ],
    ],
    [
        "a pool where the router is not known",
        siteFacts({ floatingIp: { pool: "other", networkId: "other-id" }, router: undefined }),
        [],
    ],
    ["a floating IP that is free", siteFacts({ floatingIp: EXISTING }), []],
    [
        "a floating IP that our port has",
        siteFacts({
            floatingIp: { ...EXISTING, portId: "port-9" },
            ownPortIds: ["port-9"],
        }),
        [],
    ],
    [
        "a floating IP that another port has, of another network",
        siteFacts({
            floatingIp: { ...EXISTING, portId: "port-1", networkId: "other-id" },
            ownPortIds: ["port-9"],
        }),
        [
            'clusters[0].openstack.floatingIp.address is "203.0.113.30": router ext_route of east has its gateway in another network, public-id; write a pool or an address of that one',
            "clusters[0].openstack.floatingIp.address is \"203.0.113.30\": it belongs to port port-1; write one that is free, or free it with 'openstack floating ip unset --port 203.0.113.30'",
        ],
    ],
    [
        "a floating IP that the program took from a pool: it would be given back",
        siteFacts({
            floatingIp: { ...EXISTING, portId: "port-9", isOurs: true },
            ownPortIds: ["port-9"],
        }),
        [
            `clusters[0].openstack.floatingIp.address is "203.0.113.30": the program took it from a pool, and would give it back when it is no longer to be taken from there; write the pool again, or hand it over first with 'pulumi state delete' of east-gateway-address-floating-ip and 'openstack floating ip set --description "" 203.0.113.30'`,
        ],
    ],
    ["a group that filters every node", filteredBy(["group-id"], ["other", "group-id"]), []],
    [
        "a group that does not filter a node",
        filteredBy(["group-id"], ["other"]),
        [
            "clusters[0].openstack.securityGroup is \"cp-secgroup\": it does not filter worker1, so its rules would open nothing there; write the group of all nodes, leave the key out for a group of the program's own, or add it with 'openstack port set --security-group group-id port-2'",
        ],
    ],
];

/** The site with the operator's group, and the groups of each node's port. */
function filteredBy(...groups: readonly (readonly string[])[]): SiteFacts {
    const plain = siteCluster();
    const facts = siteFacts({
        cluster: { ...plain, openstack: { ...plain.openstack, securityGroup: "cp-secgroup" } },
        securityGroupId: "group-id",
    });
    return {
        ...facts,
        hosts: facts.hosts.map((host, index) => ({ ...host, securityGroupIds: groups[index] })),
    };
}

describe("siteProblems", () => {
    for (const [what, facts, expected] of CASES) {
        it(`says ${expected.length === 0 ? "nothing of" : "what is wrong with"} ${what}`, () => {
            assert.deepEqual(lines(siteProblems(facts)), expected);
        });
    }
});

describe("hijackProblems", () => {
    const east = siteFacts();
    const west = siteFacts({
        index: 1,
        cluster: { ...pinned("192.168.0.160"), name: "west" },
        subnet: { id: "subnet-2", name: "cp-subnet", cidr: "192.168.0.128/25" },
    });
    const link = (routing: LinkConfig["routing"]): LinkConfig[] => [
        { source: "east", target: "west", routing },
    ];

    it("refuses to rewrite an address of the source's own subnet", () => {
        assert.deepEqual(lines(hijackProblems([east, west], link("dnat"))), [
            'clusters[1].gateway.ip is "192.168.0.160": it lies in 192.168.0.0/24, the subnet of east too, whose nodes would send what is meant for a neighbour to west; ' +
                "write routing direct for the link from east to west",
        ]);
    });

    for (const routing of ["direct", "none"] as const) {
        it(`lets a link of routing ${routing} be: its nodes rewrite nothing`, () => {
            assert.deepEqual(hijackProblems([east, west], link(routing)), []);
        });
    }

    it("looks at the source's subnet, not at the target's", () => {
        const back: LinkConfig[] = [{ source: "west", target: "east", routing: "dnat" }];
        const apart = { ...east, cluster: pinned("192.168.0.20") };
        assert.deepEqual(hijackProblems([apart, west], back), []);
        assert.equal(hijackProblems([east, west], back).length, 1);
    });

    it("says nothing where the target's address is read later", () => {
        const read = { ...west, cluster: { ...west.cluster, gateway: { replicas: 1 } } };
        assert.deepEqual(hijackProblems([east, read], link("dnat")), []);
    });
});

describe("egressOf", () => {
    it("is the router's IPv4 address and the nodes' floating IPs, each once, sorted", () => {
        const hosts = [MASTER, { ...WORKER, floatingAddress: "203.0.113.10" }];
        assert.deepEqual(egressOf(siteFacts({ hosts })), ["203.0.113.10", "203.0.113.5"]);
    });

    it("is what the configuration says, where it says something", () => {
        const egressAddresses = ["198.51.100.9", "198.51.100.1", "198.51.100.9"];
        assert.deepEqual(egressOf(siteFacts({ cluster: siteCluster({ egressAddresses }) })), [
            "198.51.100.1",
            "198.51.100.9",
        ]);
    });

    for (const [what, facts] of [
        ["the router is not known", siteFacts({ router: undefined })],
        [
            "the router has no IPv4 address",
            siteFacts({ router: { ...ROUTER, externalAddresses: ["2001:db8::5"] } }),
        ],
        [
            "a port has several floating IPs",
            siteFacts({ hosts: [{ ...MASTER, floatingAddress: "several" }, WORKER] }),
        ],
    ] as const) {
        it(`is not known where ${what}`, () => {
            assert.equal(egressOf(facts), undefined);
        });
    }
});

describe("egressProblem", () => {
    it("says what to write", () => {
        assert.deepEqual(lines([egressProblem("east", 3)]), [
            "clusters[3].egressAddresses is missing: Neutron does not say from which addresses the pods of east reach other clusters, " +
                'and their security groups have to admit those; write them, for example ["203.0.113.10", "203.0.113.5"]',
        ]);
    });
});
