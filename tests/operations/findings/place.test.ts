import assert from "node:assert/strict";
import { inClusters, onNodes, placeOf, type Place } from "../../../operations/findings/place";

const CLUSTERS = ["a", "ab", "a-to-b"];
const NONE = { nodes: [], isLink: false };

const CASES: readonly [string, string, Place][] = [
    ["a cluster", "a", { ...NONE, clusters: ["a"] }],
    ["a node", onNodes("ab", ["n1"]), { ...NONE, clusters: ["ab"], nodes: ["n1"] }],
    [
        "several nodes",
        onNodes("ab", ["n1", "n2"]),
        { ...NONE, clusters: ["ab"], nodes: ["n1", "n2"] },
    ],
    ["clusters that share it", inClusters(["a", "ab"]), { ...NONE, clusters: ["a", "ab"] }],
    ["a link", "a-to-ab", { nodes: [], isLink: true, clusters: ["a"] }],
    [
        "a link of a cluster whose name begins with that of another",
        "a-to-b-to-a",
        { nodes: [], isLink: true, clusters: ["a-to-b"] },
    ],
    ["no cluster of this mesh", "b-c", { ...NONE, clusters: [] }],
    ["a key", "clusters[0].gateway.ip", { ...NONE, clusters: [] }],
    ["the whole mesh", "all clusters", { ...NONE, clusters: [] }],
];

describe("the place of a finding", () => {
    for (const [what, where, place] of CASES) {
        it(`is ${what}: ${where}`, () => {
            assert.deepEqual(placeOf(where, CLUSTERS), place);
        });
    }

    it("is written for people", () => {
        assert.deepEqual(
            [onNodes("a", ["n1"]), onNodes("a", ["n1", "n2"]), inClusters(["a", "ab"])],
            ["a/n1", "a: n1, n2", "a, ab"],
        );
    });
});
