import assert from "node:assert/strict";
import { otherStacks } from "../../../operations/rotate/otherStacks";
import { forStack } from "../../../operations/report/forStack";
import { change, LinkedMesh } from "../support/linkedMesh";

const SOUTH = { stack: "org/mesh/south", clusters: ["cluster3", "cluster4"] };
const NORTH = { stack: "org/mesh/north", clusters: ["cluster5"] };
const THERE = "pulumi up --stack org/mesh/south";

/** Of two clusters the first reads one of another stack, with the token of this generation. */
function view(generation: number) {
    const mesh = new LinkedMesh();
    change(mesh.config.clusters[0], { accessGeneration: 2 });
    change(mesh.config, {
        peers: [SOUTH, NORTH],
        peerLinks: [
            { source: "cluster1", target: "cluster3" },
            { source: "cluster5", target: "cluster1" },
        ],
    });
    const clusters = { cluster1: { reads: { cluster3: generation } } };
    return { ...mesh.view(), outputs: { clusters: {}, forPeers: { clusters } } };
}

describe("otherStacks", () => {
    const lines = (...given: Parameters<typeof otherStacks>) => {
        const found = otherStacks(...given);
        return found === undefined
            ? undefined
            : [found.why, ...forStack(found.remedy, { stack: "dev" }).split("\n")];
    };
    const ALL = [
        "Then, for the links to other stacks, in this order",
        ...[THERE, "pulumi up --stack dev", THERE],
    ];

    it("make the token, and end the old one when it is taken here", () => {
        assert.deepEqual(lines(view(1), undefined, false), ALL);
        assert.deepEqual(lines(view(1), "cluster1", false), ALL);
    });

    it("end the old token where the new one is taken already", () => {
        assert.deepEqual(lines(view(2), undefined, false), [
            "The old tokens of the links to other stacks end with this",
            THERE,
        ]);
    });

    it("make another where the generation is to be raised", () => {
        assert.deepEqual(lines(view(2), undefined, true), ALL);
    });

    it("have nothing to do for a cluster that reads none of theirs", () => {
        assert.equal(lines(view(1), "cluster2", false), undefined);
    });
});
