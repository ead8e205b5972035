import { V1Node, V1ObjectMeta } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { comparesNodes, nodeProblems } from "../../../stacks/survey/nodeChecks";
import { toProblem } from "../../../stacks/survey/surveyProblem";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import { make } from "../../operations/support/kubernetesObjects";
import { plainCluster } from "../../operations/support/plainClusters";

function node(name: string, address: string, skipped = false) {
    return { name, address, skipped };
}

function kubernetesNode(name: string, ...internalIps: string[]): V1Node {
    const addresses = [
        { type: "Hostname", address: name },
        { type: "ExternalIP", address: "203.0.113.10" },
        ...internalIps.map((address) => ({ type: "InternalIP", address })),
    ];
    return make(V1Node, { metadata: make(V1ObjectMeta, { name }), status: { addresses } });
}

function withHosts(...hosts: ReturnType<typeof node>[]) {
    return plainCluster("cluster2", { nodes: { hosts, revision: 1 } });
}

const HOSTS = [node("master1", "192.168.0.11"), node("worker1", "192.168.0.12")] as const;
const [MASTER, WORKER] = HOSTS;
const NODES = [
    kubernetesNode("worker1", "fd00::12", "192.168.0.12"),
    kubernetesNode("master1", "192.168.0.11"),
];

describe("nodeProblems", () => {
    const AGREES = "says nothing where both agree, in any order";
    const SKIPPED = "asks nothing of a skipped node, be it gone or moved";
    const CASES: readonly [
        what: string,
        hosts: ReturnType<typeof node>[],
        nodes: V1Node[],
        expected: readonly (readonly [code: string, where: string, line: string])[],
    ][] = [
        [AGREES, [...HOSTS], NODES, []],
        [
            "names nodes that the configuration forgot, with the entries for them",
            [...HOSTS],
            [
                ...NODES,
                kubernetesNode("worker2", "fd00::13", "192.168.0.13"),
                kubernetesNode("new"),
            ],
            [
                [
                    "node-not-configured",
                    "cluster2/worker2",
                    'clusters[1].nodes.hosts is a list of 2: cluster2/worker2: Kubernetes has this node, 192.168.0.13, and the configuration does not; add {"name":"worker2","address":"192.168.0.13"}',
                ],
                [
                    "node-not-configured",
                    "cluster2/new",
                    'clusters[1].nodes.hosts is a list of 2: cluster2/new: Kubernetes has this node, ADDRESS, and the configuration does not; add {"name":"new","address":"ADDRESS"}',
                ],
            ],
        ],
        [
            "names a configured node that the cluster does not have",
            [...HOSTS, node("worker9", "192.168.0.19")],
            NODES,
            [
                [
                    "node-missing",
                    "cluster2/worker9",
                    'clusters[1].nodes.hosts[2].name is "worker9": cluster2/worker9: the configuration has this node, 192.168.0.19, and Kubernetes does not; write one that it has, worker1, master1, or unreachable: skip where the node is gone',
                ],
            ],
        ],
        [
            "names a node with another address",
            [node("master1", "192.168.0.99"), WORKER],
            NODES,
            [
                [
                    "node-address-differs",
                    "cluster2/master1",
                    'clusters[1].nodes.hosts[0].address is "192.168.0.99": cluster2/master1: its InternalIP is 192.168.0.11, and the configuration has 192.168.0.99; write the InternalIP',
                ],
            ],
        ],
        [
            "takes the InternalIP, not an address from outside",
            [MASTER, node("worker1", "203.0.113.10")],
            NODES,
            [
                [
                    "node-address-differs",
                    "cluster2/worker1",
                    'clusters[1].nodes.hosts[1].address is "203.0.113.10": cluster2/worker1: its InternalIP is fd00::12, 192.168.0.12, and the configuration has 203.0.113.10; write the InternalIP',
                ],
            ],
        ],
        [
            SKIPPED,
            [node("master1", "192.168.0.99", true), node("gone", "192.168.0.9", true), WORKER],
            NODES,
            [],
        ],
    ];
    for (const [what, hosts, nodes, expected] of CASES) {
        it(what, () => {
            assert.deepEqual(
                nodeProblems(withHosts(...hosts), 1, nodes).map((problem) => [
                    problem.code,
                    problem.where,
                    renderProblem(toProblem(problem), {}, new Set()),
                ]),
                expected,
            );
        });
    }

    it("gives the keys of new nodes one entry each behind the others", () => {
        const added = [kubernetesNode("a", "192.168.0.13"), kubernetesNode("b", "192.168.0.14")];
        const problems = nodeProblems(withHosts(...HOSTS), 1, [...NODES, ...added]);
        assert.deepEqual(
            problems.map(({ settings }) => settings.map(({ path, value }) => [...path, value])),
            [
                [
                    ["clusters", 1, "nodes", "hosts", 2, "name", "a"],
                    ["clusters", 1, "nodes", "hosts", 2, "address", "192.168.0.13"],
                ],
                [
                    ["clusters", 1, "nodes", "hosts", 3, "name", "b"],
                    ["clusters", 1, "nodes", "hosts", 3, "address", "192.168.0.14"],
                ],
            ],
        );
    });
});

describe("comparesNodes", () => {
    const LOST = HOSTS.map((host) => ({ ...host, skipped: true }));
    for (const [what, cluster, expected] of [
        ["nodes", withHosts(...HOSTS), true],
        ["every node skipped: it is lost", withHosts(...LOST), false],
        ["one node that is not skipped", withHosts(...LOST, WORKER), true],
        ["an empty list", withHosts(), false],
        ["no nodes", plainCluster("cluster2"), false],
    ] as const) {
        it(`is ${expected} for a cluster with ${what}`, () => {
            assert.equal(comparesNodes(cluster), expected);
        });
    }
});
