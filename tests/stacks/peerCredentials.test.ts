import assert from "node:assert/strict";
import { pendingCredentials, readersOf } from "../../stacks/peerCredentials";
import { NO_PEERS, type PeerCluster, type Peers } from "../../stacks/peerStacks";

const STACK = "org/linkerd-multicluster/west";
const CONFIG = {
    clusters: [{ name: "east", accessGeneration: 2 }, { name: "north" }],
    links: [
        { source: "east", target: "north", routing: "direct" },
        { source: "north", target: "east", routing: "direct" },
    ],
    peers: [{ stack: STACK, clusters: ["west"] }],
    peerLinks: [
        { source: "east", target: "west" },
        { source: "west", target: "east" },
    ],
} as const;

/** A stack whose cluster has given this token to east, and has that of east. */
function west(given: number, accessGeneration: number, reads: Record<string, number>): Peers {
    const access = { accountName: "account", token: "token", certificateAuthorityData: "ca" };
    const cluster: PeerCluster = {
        apiServer: "https://west.example:6443",
        clusterDomain: "west.example",
        gatewayAddress: "203.0.113.20",
        egressAddresses: [],
        ...{ accessGeneration, reads },
        access: { east: { ...access, generation: given } },
    };
    return { trustAnchors: [], clusters: new Map([["west", cluster]]) };
}

describe("readersOf", () => {
    it("are the clusters with a link to one, with the generation that each has in the configuration", () => {
        assert.deepEqual([...readersOf("north", CONFIG, NO_PEERS)], [["east", { generation: 2 }]]);
        assert.deepEqual(
            [...readersOf("east", CONFIG, NO_PEERS)],
            [
                ["north", {}],
                ["west", {}],
            ],
        );
    });

    for (const [what, peers, expected] of [
        ["its first token", west(1, 1, {}), { generation: 1 }],
        ["the token that it has", west(1, 2, { east: 2 }), { generation: 2 }],
        [
            "another, and keeps what it has until then",
            west(1, 2, { east: 1 }),
            { generation: 2, keptGeneration: 1 },
        ],
        [
            "what it is to have, where it has none of this cluster",
            west(1, 2, { north: 1 }),
            { generation: 2 },
        ],
    ] as const) {
        it(`are told by other stacks: one gets ${what}`, () => {
            assert.deepEqual(readersOf("east", CONFIG, peers).get("west"), expected);
        });
    }
});

describe("pendingCredentials", () => {
    const AGAIN = `Run \`pulumi up\` of stack ${STACK}, then here again.`;

    for (const [what, peers, expected] of [
        ["nothing of a stack that does not tell", NO_PEERS, []],
        ["nothing where both have what they are to have", west(2, 1, { east: 1 }), []],
        [
            "a token that the other stack has to make",
            west(1, 1, { east: 1 }),
            [
                `east-to-west: there is no token of accessGeneration 2 yet, and that of 1 stays in use. ${AGAIN}`,
            ],
        ],
        [
            "a token that the other stack has to take",
            west(2, 3, { east: 2 }),
            [
                `west-to-east: west still uses the token of accessGeneration 2, which stays until it uses that of 3. ${AGAIN}`,
            ],
        ],
    ] as const) {
        it(`tells of ${what}`, () => {
            assert.deepEqual(pendingCredentials(CONFIG, peers), expected);
        });
    }
});
