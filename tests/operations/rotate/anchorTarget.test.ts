import assert from "node:assert/strict";
import { anchorTarget, goalMistake } from "../../../operations/rotate/anchorTarget";
import type { RotationState } from "../../../operations/rotate/rotationState";
import { podState, rotationState } from "../support/rotationStates";

const BOTH = { live: [1, 2], issuer: 2 };
const ALONE = { live: [2], issuer: 2 };
const STALE = [podState({ isCurrent: false })];

describe("anchorTarget", () => {
    const TARGETS: readonly [string, RotationState, number | undefined, number][] = [
        [
            "is the next generation where nothing is left to do",
            rotationState([2], 2, ALONE),
            undefined,
            3,
        ],
        ["is the one that was added", rotationState([1, 2], 1), undefined, 2],
        ["is the one that signs", rotationState([1, 2], 2, BOTH), undefined, 2],
        ["is the one that an `up` has not brought yet", rotationState([2], 2, BOTH), undefined, 2],
        [
            "is the one that some pods do not trust alone yet",
            rotationState([2], 2, { ...ALONE, pods: STALE }),
            undefined,
            2,
        ],
        [
            "is the one whose issuers are not there yet",
            rotationState([2], 2, { ...ALONE, issuer: 1 }),
            undefined,
            2,
        ],
        ["stays at the goal when that is reached", rotationState([2], 2, ALONE), 2, 2],
        ["goes to a goal that is the next one", rotationState([2], 2, ALONE), 3, 3],
        [
            "is the one under way before a goal that comes after it",
            rotationState([2], 2, { ...ALONE, pods: STALE }),
            3,
            2,
        ],
    ];
    for (const [what, seen, goal, target] of TARGETS) {
        it(what, () => {
            assert.equal(anchorTarget(seen, goal), target);
        });
    }
});

describe("goalMistake", () => {
    const advice = (goal: number) =>
        `--generation is ${goal}: write 3, the newest of trustAnchorGenerations, or 4, the one after it.`;
    const GOALS: readonly [number | undefined, string | undefined][] = [
        [undefined, undefined],
        [3, undefined],
        [4, undefined],
        [2, advice(2)],
        [5, advice(5)],
    ];
    for (const [goal, mistake] of GOALS) {
        it(`${mistake === undefined ? "takes" : "refuses"} ${goal ?? "none"}`, () => {
            assert.equal(goalMistake([2, 3], goal), mistake);
        });
    }
});
