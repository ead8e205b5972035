import assert from "node:assert/strict";
import { binomialTest } from "../../../operations/verify/binomial";

// Expected values: sums of exact fractions, rounded; R's binom.test gives the same.
describe("binomialTest", () => {
    const CASES: readonly [number, number, number, number][] = [
        [50, 100, 0.5, 1],
        [48, 100, 0.5, 0.7643534],
        [40, 100, 0.5, 0.05688793],
        [31, 100, 0.5, 0.0001831432],
        [30, 100, 0.5, 7.85014e-5],
        [70, 100, 0.5, 7.85014e-5],
        [0, 10, 0.5, 0.001953125],
        [20, 100, 0.2, 1],
    ];
    for (const [successes, trials, probability, expected] of CASES) {
        it(`is ${expected} for ${successes} of ${trials} at ${probability}`, () => {
            const pValue = binomialTest(successes, trials, probability);
            assert.ok(Math.abs(pValue - expected) <= expected * 1e-4, String(pValue));
        });
    }

    it("is certain at weights of 0 and 1, and says nothing without trials", () => {
        assert.deepEqual(
            [
                binomialTest(0, 100, 0),
                binomialTest(1, 100, 0),
                binomialTest(100, 100, 1),
                binomialTest(99, 100, 1),
                binomialTest(0, 0, 0.5),
            ],
            [1, 0, 1, 0, 1],
        );
    });

    it("adds up a tail that is far out, with many trials", () => {
        const pValue = binomialTest(5000, 100000, 0.04);
        assert.ok(pValue > 0 && pValue < 1e-40, String(pValue));
    });
});
