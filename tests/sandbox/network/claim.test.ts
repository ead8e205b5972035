import assert from "node:assert/strict";
import type { ClaimFacts, Ownership } from "../../../sandbox/network/claim";
import { decideOwnership } from "../../../sandbox/network/claim";

const claim = {
    stateDir: "/mine",
    bootId: "now",
    madeNamespaceFolder: true,
    raisedLimits: [],
};

describe("decideOwnership", () => {
    const cases: [why: string, facts: Partial<ClaimFacts>, kind: Ownership["kind"]][] = [
        ["nothing is there", { claim: undefined, processes: 0, namespaces: 0 }, "free"],
        ["this state folder's sandbox runs", {}, "ours"],
        ["this state folder's processes were killed", { processes: 0 }, "ours"],
        ["the machine was restarted", { bootId: "later", processes: 0, namespaces: 0 }, "stale"],
        ["another folder's sandbox runs", { claim: { ...claim, stateDir: "/other" } }, "foreign"],
        [
            "another folder's processes were killed",
            { claim: { ...claim, stateDir: "/other" }, processes: 0 },
            "stale",
        ],
        [
            "another folder's sandbox ran before the restart",
            { claim: { ...claim, stateDir: "/other", bootId: "before" } },
            "stale",
        ],
        ["namespaces are left and nobody claims them", { claim: undefined, processes: 0 }, "stale"],
        ["processes run and nobody claims them", { claim: undefined }, "stale"],
    ];
    for (const [why, facts, kind] of cases) {
        it(`says ${kind} when ${why}`, () => {
            const all = { claim, bootId: "now", processes: 5, namespaces: 7, ...facts };
            assert.equal(decideOwnership("/mine", all).kind, kind);
        });
    }

    it("names the other folder", () => {
        const other = { ...claim, stateDir: "/other" };
        const facts = { claim: other, bootId: "now", processes: 5, namespaces: 7 };
        assert.deepEqual(decideOwnership("/mine", facts), {
            kind: "foreign",
            stateDir: "/other",
            processes: 5,
        });
    });
});
