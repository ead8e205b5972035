import assert from "node:assert/strict";
import { judgeAsked, type AskedTrial } from "../../../operations/verify/judgeAsked";

const GOOD = { answer: { milliseconds: 2 }, at: 0 };
const failed = (failure: string, at: string) => ({ answer: { failure }, at: Date.parse(at) });
const TRIAL: AskedTrial = {
    source: "west",
    requests: 100,
    isWatch: false,
    outcomes: Array.from({ length: 100 }, () => GOOD),
    unsent: [],
    isLost: false,
    counts: {
        answers: [
            { service: "cart", count: 48 },
            { service: "cart-east", cluster: "east", count: 52 },
        ],
        retries: 0,
    },
    before: [],
    weights: {
        backends: ["cart", "cart-east"],
        expected: { west: 0.5, east: 0.5 },
        told: "weights of HTTPRoute store/cart",
    },
    told: ["asked in pod web-1"],
};
const judged = (changes: Partial<AskedTrial>) => {
    const { problems, notes } = judgeAsked({ ...TRIAL, ...changes });
    return { problems, notes };
};
const NOTES = ["asked in pod web-1", "weights of HTTPRoute store/cart"];

describe("judgeAsked", () => {
    it("finds nothing wrong in what chance explains", () => {
        const { pValue, ...verdict } = judgeAsked(TRIAL);
        assert.equal(pValue?.toFixed(4), "0.7644");
        assert.deepEqual(verdict, {
            source: "west",
            requests: 100,
            shares: [
                { cluster: "east", service: "cart-east", count: 52 },
                { cluster: "west", service: "cart", count: 48 },
            ],
            failures: [],
            expected: { west: 0.5, east: 0.5 },
            latency: { p50: 2, p90: 2, p99: 2, max: 2 },
            retries: 0,
            failedAt: [],
            notes: NOTES,
            problems: [],
        });
    });

    it("names shares that chance does not explain, and a cluster without a weight", () => {
        const weights = { ...TRIAL.weights, expected: { west: 1 } };
        assert.deepEqual(judged({ weights }).problems, [
            "west gave 48 of 100 answers, and its weight is 100.0 %: by chance that happens less than once in a million runs (exact binomial test)",
            "east gave 52 of 100 answers, and its weight is 0.0 %: by chance that happens less than once in a million runs (exact binomial test)",
        ]);
    });

    const SILENT = "east never answered, and its weight is 5.0 %";
    const MAY_BE =
        "east never answered: with its weight that may be chance, and more requests tell";
    const east = { service: "cart-east", cluster: "east", count: 1 };
    const SILENCES: readonly [string, number, AskedTrial["before"], string[], string[]][] = [
        ["that chance explains", 5, [{ service: "cart", count: 79 }], [], [MAY_BE]],
        ["that chance does not explain", 5, [{ service: "cart", count: 80 }], [SILENT], []],
        ["that has answered before", 5, [{ service: "cart", count: 80 }, east], [], []],
        ["whose weight is tiny", 0.001, [{ service: "cart", count: 600 }], [], [MAY_BE]],
        ["without a weight", 0, [{ service: "cart", count: 600 }], [], []],
    ];
    for (const [what, weight, before, problems, notes] of SILENCES) {
        it(`judges the silence of a cluster ${what}`, () => {
            const expected = { west: 1 - weight / 100, east: weight / 100 };
            const verdict = judged({
                counts: { answers: [{ service: "cart", count: 100 }], retries: 0 },
                weights: { ...TRIAL.weights, expected },
                before,
            });
            assert.deepEqual(verdict, { problems, notes: [...NOTES, ...notes] });
        });
    }

    it("says once that a cluster is silent, and what the others gave instead", () => {
        const counts = { answers: [{ service: "cart", count: 100 }], retries: 0 };
        assert.deepEqual(judged({ counts }).problems, [
            "east never answered, and its weight is 50.0 %",
            "west gave 100 of 100 answers, and its weight is 50.0 %: by chance that happens less than once in a million runs (exact binomial test)",
        ]);
    });

    it("counts failed requests by the second and the reason", () => {
        const outcomes = [
            GOOD,
            failed("HTTP 503", "2026-01-01T00:00:02.900Z"),
            failed("HTTP 504", "2026-01-01T00:00:02.100Z"),
            failed("HTTP 503", "2026-01-01T00:00:01.999Z"),
            failed("HTTP 503", "2026-01-01T00:00:02.200Z"),
        ];
        const { failures, failedAt, problems } = judgeAsked({ ...TRIAL, outcomes });
        assert.deepEqual(failedAt, [
            { at: "2026-01-01T00:00:01Z", count: 1, reason: "HTTP 503" },
            { at: "2026-01-01T00:00:02Z", count: 1, reason: "HTTP 504" },
            { at: "2026-01-01T00:00:02Z", count: 2, reason: "HTTP 503" },
        ]);
        assert.deepEqual(failures, [
            { reason: "HTTP 503", count: 3 },
            { reason: "HTTP 504", count: 1 },
        ]);
        assert.deepEqual(problems, ["3 of 100 requests: HTTP 503", "1 of 100 requests: HTTP 504"]);
    });

    const unsent = [{ reason: "the pod is gone", count: 5 }];
    const NOT_SENT = "5 requests were not sent: the pod is gone";

    it("takes requests that were not sent for a failure, but for a watch", () => {
        assert.deepEqual(judged({ unsent }), { problems: [NOT_SENT], notes: NOTES });
        assert.deepEqual(judged({ unsent, isWatch: true }), {
            problems: [],
            notes: [...NOTES, NOT_SENT],
        });
    });

    const outcomes = TRIAL.outcomes.slice(0, 5);
    const WATCHES: readonly [string, Partial<AskedTrial>, boolean][] = [
        ["nothing was sent", { outcomes: [] }, false],
        ["fewer requests were sent than not", { outcomes: outcomes.slice(1) }, false],
        ["as many requests were sent as not", { outcomes }, true],
        ["no pod was found at the end", { isLost: true }, false],
    ];
    for (const [what, changes, isGood] of WATCHES) {
        it(`${isGood ? "passes" : "fails"} a watch in which ${what}`, () => {
            const { problems, notes = [] } = judged({ unsent, isWatch: true, ...changes });
            assert.deepEqual(
                [problems, notes.slice(NOTES.length)],
                isGood ? [[], [NOT_SENT]] : [[NOT_SENT], []],
            );
        });
    }

    it("says why it is not known who answered", () => {
        const unknown = "which cluster answered is not known:";
        assert.deepEqual(judged({ counts: { failure: "no right" } }), {
            problems: [],
            notes: [...NOTES, `${unknown} no right`],
        });
        assert.deepEqual(judged({ counts: { answers: [], retries: 0 } }), {
            problems: [],
            notes: [
                ...NOTES,
                `${unknown} the proxy counted no answer, as with an opaque or skipped port`,
            ],
        });
    });

    it("compares no shares where the weights cannot be told", () => {
        const verdict = judgeAsked({ ...TRIAL, weights: { backends: ["cart"], told: "rules" } });
        assert.deepEqual([verdict.pValue, verdict.expected, verdict.problems], [undefined, {}, []]);
    });
});
