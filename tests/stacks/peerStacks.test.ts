import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { lookAtPeers, NO_PEERS, outwardLinks, pendingLinks } from "../../stacks/peerStacks";

const STACK = "org/linkerd-multicluster/west";
/** As versions wrote it that knew no generations of credentials. */
const OLD_ACCESS = { accountName: "account", token: "token", certificateAuthorityData: "ca" };
const OLD_WEST = {
    apiServer: "https://west.example:6443",
    clusterDomain: "west.example",
    gatewayAddress: "203.0.113.20",
    egressAddresses: ["203.0.113.2"],
    access: { east: OLD_ACCESS },
};
const ACCESS = { ...OLD_ACCESS, generation: 2 };
const WEST = { ...OLD_WEST, access: { east: ACCESS }, accessGeneration: 3, reads: { east: 2 } };
const OUT = { source: "east", target: "west" };
const CONFIG = {
    peers: [{ stack: STACK, clusters: ["west", "west-2"] }],
    peerLinks: [OUT, { source: "north", target: "west" }, { source: "west", target: "east" }],
};
const AGAIN = "Run `pulumi up` there, then here again.";
const SILENT = (name: string) =>
    `${name}: stack ${STACK} does not tell of this cluster yet, and nothing is linked with it. It needs the cluster, and the key peers with the clusters of this stack. ${AGAIN}`;

describe("outwardLinks", () => {
    it("are those for which the other stack has made an account", () => {
        const peers = { trustAnchors: [], clusters: new Map([["west", WEST]]) };
        assert.deepEqual(outwardLinks(CONFIG, peers), [{ ...OUT, cluster: WEST, access: ACCESS }]);
        assert.deepEqual(outwardLinks(CONFIG, NO_PEERS), []);
    });
});

describe("pendingLinks", () => {
    it("tells of each cluster, and of each link, what is missing and where", () => {
        const peers = { trustAnchors: [], clusters: new Map([["west", WEST]]) };
        assert.deepEqual(pendingLinks(CONFIG, peers), [
            `north-to-west: stack ${STACK} has no account for north yet, and the link is not made. It needs north in its key peers. ${AGAIN}`,
            SILENT("west-2"),
        ]);
        assert.deepEqual(pendingLinks(CONFIG, NO_PEERS), [SILENT("west"), SILENT("west-2")]);
    });
});

describe("lookAtPeers", () => {
    let outputs: Record<string, unknown>;

    beforeEach(async () => {
        await pulumi.runtime.setMocks(
            {
                call: ({ token }) => {
                    throw new Error(`${token} was called`);
                },
                newResource: ({ type, name, inputs }) => {
                    assert.deepEqual(
                        [type, name, inputs],
                        ["pulumi:pulumi:StackReference", STACK, { name: STACK }],
                    );
                    const state = { name, outputs, secretOutputNames: ["forPeers"] };
                    return { id: STACK, state };
                },
            },
            "linkerd-multicluster",
            "test",
        );
    });

    it("reads anchors and the configured clusters, secret as they are", async () => {
        outputs = {
            forPeers: { trustAnchors: ["anchor"], clusters: { west: WEST, "west-3": WEST } },
        };
        assert.deepEqual(await lookAtPeers(CONFIG), {
            trustAnchors: ["anchor"],
            clusters: new Map([["west", WEST]]),
        });
    });

    it("takes the first generation where an older version says none", async () => {
        outputs = { forPeers: { trustAnchors: ["anchor"], clusters: { west: OLD_WEST } } };
        assert.deepEqual((await lookAtPeers(CONFIG)).clusters.get("west"), {
            ...OLD_WEST,
            ...{ accessGeneration: 1, reads: {} },
            access: { east: { ...OLD_ACCESS, generation: 1 } },
        });
    });

    it("knows nothing of a stack that has never been up", async () => {
        outputs = {};
        assert.deepEqual(await lookAtPeers(CONFIG), NO_PEERS);
    });

    it("refuses what another version wrote, without showing it", async () => {
        outputs = {
            forPeers: { trustAnchors: ["anchor"], clusters: { west: { token: "token" } } },
        };
        await assert.rejects(lookAtPeers(CONFIG), {
            message: `The output forPeers of stack ${STACK} is not what this program writes: take the same version of it for both stacks.`,
        });
    });

    it("reads nothing where there are no peers", async () => {
        assert.deepEqual(await lookAtPeers({ peers: [], peerLinks: [] }), NO_PEERS);
    });
});
