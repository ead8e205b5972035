import assert from "node:assert/strict";
import type { Answer } from "../../../operations/verify/curl";
import { SIGNIFICANCE } from "../../../operations/verify/chance";
import { judge, type Trial } from "../../../operations/verify/judge";
import { binomialTest } from "../../../operations/verify/binomial";

const PODS = new Map([
    ["helloworld-v1-a", "cluster1"],
    ["helloworld-v2-b", "cluster2"],
    ["helloworld-v2-c", "cluster3"],
]);

function answers(count: number, pod: string): Answer[] {
    const version = pod.split("-")[1] ?? "";
    return Array.from({ length: count }, (_, index) => ({ version, pod, milliseconds: index + 1 }));
}

function failures(count: number, failure: string): Answer[] {
    return Array.from({ length: count }, () => ({ failure }));
}

function trial(given: readonly Answer[], changes: Partial<Trial> = {}): Trial {
    return {
        source: "cluster2",
        exporter: "cluster1",
        weights: { local: 50, mirrored: 50 },
        requests: 100,
        answers: given,
        answeredBefore: new Set(["cluster1", "cluster2"]),
        askedBefore: 10,
        pods: PODS,
        ...changes,
    };
}

const both = (v1: number, v2: number) => [
    ...answers(v1, "helloworld-v1-a"),
    ...answers(v2, "helloworld-v2-b"),
];

describe("judge", () => {
    it("counts who answered, how fast, and finds nothing wrong in what chance explains", () => {
        const { pValue, ...verdict } = judge(trial(both(52, 48)));
        assert.equal(pValue?.toFixed(4), "0.7644");
        assert.deepEqual(verdict, {
            source: "cluster2",
            requests: 100,
            shares: [
                { cluster: "cluster1", version: "v1", count: 52 },
                { cluster: "cluster2", version: "v2", count: 48 },
            ],
            failures: [],
            expected: { cluster1: 0.5, cluster2: 0.5 },
            latency: { p50: 25.5, p90: 45.1, p99: 51.01, max: 52 },
            problems: [],
        });
    });

    it("judges as many answers as verify may ask for", () => {
        const { shares, problems } = judge(trial(both(50000, 50000), { requests: 100000 }));
        assert.deepEqual(
            shares.map(({ count }) => count),
            [50000, 50000],
        );
        assert.deepEqual(problems, []);
    });

    const WEIGHTS = { local: 20, mirrored: 80 };
    const CASES: readonly [string, Trial, readonly string[]][] = [
        ["a share at the edge of what chance explains", trial(both(31, 69)), []],
        [
            "a share that chance does not explain",
            trial(both(30, 70)),
            [
                "cluster1 gave 30.0 % of the answers in cluster2, and its weight is 50.0 %: by chance that happens once in 12739 runs (exact binomial test)",
            ],
        ],
        ["the share of other weights", trial(both(80, 20), { weights: WEIGHTS }), []],
        [
            "equal shares under other weights",
            trial(both(50, 50), { weights: WEIGHTS }),
            [
                "cluster1 gave 50.0 % of the answers in cluster2, and its weight is 80.0 %: by chance that happens less than once in a million runs (exact binomial test)",
            ],
        ],
        [
            "a cluster that never answered",
            trial(both(0, 100), { answeredBefore: new Set(["cluster2"]) }),
            ["cluster1 never answered, and its weight is 50.0 %"],
        ],
        [
            "one of little weight that did not happen to answer, but has before",
            trial(both(0, 100), { weights: { local: 99, mirrored: 1 } }),
            [],
        ],
        [
            "one of little weight that has never answered",
            trial(both(0, 100), {
                weights: { local: 99, mirrored: 1 },
                answeredBefore: new Set(["cluster2"]),
                askedBefore: 817,
            }),
            ["cluster1 never answered, and its weight is 1.0 %"],
        ],
        [
            "all from the mirror, as the weights say",
            trial(both(100, 0), { weights: { local: 0, mirrored: 1 } }),
            [],
        ],
        [
            "clusters that answer for the first time",
            trial(both(52, 48), { answeredBefore: new Set() }),
            [],
        ],
        [
            "a cluster without weight that has never answered",
            trial(both(100, 0), {
                weights: { local: 0, mirrored: 1 },
                answeredBefore: new Set(["cluster1"]),
            }),
            [],
        ],
        [
            "an answer of a cluster without weight",
            trial(both(99, 1), { weights: { local: 0, mirrored: 1 } }),
            ["cluster2 answered 1 times, and its weight is 0"],
        ],
        [
            "an answer of a cluster that has no part in the split",
            trial([...both(50, 49), ...answers(1, "helloworld-v2-c")]),
            ["1 answers came from cluster3"],
        ],
        [
            "an answer of a pod that nobody has",
            trial([...both(50, 49), ...answers(1, "helloworld-v3-x")]),
            ["1 answers came from a pod that no cluster has"],
        ],
        [
            "a single request that failed",
            trial([...both(50, 49), ...failures(1, "HTTP 504")]),
            ["1 of 100 requests: HTTP 504"],
        ],
        [
            "requests that curl did not come to",
            trial(both(45, 45)),
            ["10 of 100 requests: not asked: curl ended before"],
        ],
        [
            "no answer at all",
            trial(failures(100, "HTTP 503: no endpoints"), { answeredBefore: new Set() }),
            [
                "100 of 100 requests: HTTP 503: no endpoints",
                "cluster1 never answered, and its weight is 50.0 %",
                "cluster2 never answered, and its weight is 50.0 %",
            ],
        ],
    ];
    for (const [what, given, expected] of CASES) {
        it(`judges ${what}`, () => {
            assert.deepEqual(judge(given).problems, expected);
        });
    }

    it("notes a cluster of little weight whose silence chance explains", () => {
        const { problems, notes } = judge(
            trial(both(0, 100), {
                weights: { local: 99, mirrored: 1 },
                answeredBefore: new Set(["cluster2"]),
                askedBefore: 816,
            }),
        );
        assert.deepEqual(
            [problems, notes],
            [
                [],
                [
                    "cluster1 never answered: with its weight that may be chance, and more requests tell",
                ],
            ],
        );
    });

    it("has no p-value and no latency where nobody answered", () => {
        const { pValue, latency, shares } = judge(trial(failures(100, "no answer")));
        assert.deepEqual(
            { pValue, latency, shares },
            { pValue: undefined, latency: undefined, shares: [] },
        );
    });

    it("finds with 100 requests, nine times in ten, a share of 75 % where 50 % is asked for", () => {
        // The power of the test, as docs/operations.md states it.
        const rejected = Array.from({ length: 101 }, (_, count) => count).filter(
            (count) => binomialTest(count, 100, 0.5) < SIGNIFICANCE,
        );
        assert.deepEqual(
            [rejected.indexOf(31), rejected.indexOf(30), rejected.indexOf(70)],
            [-1, 30, 31],
        );
        const chance = (count: number) => {
            let value = 1;
            for (let index = 1; index <= count; index++) value *= (100 - count + index) / index;
            return value * 0.75 ** count * 0.25 ** (100 - count);
        };
        const power = rejected.reduce((sum, count) => sum + chance(count), 0);
        assert.equal(power.toFixed(3), "0.896");
    });
});
