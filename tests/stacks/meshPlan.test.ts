import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PLAN_FILE, planOfExample, type Plan } from "../support/plan";
import { once } from "../support/record";

const planned = once(planOfExample);

/**
 * The whole program on Pulumi.dev.yaml. This test finds no mistakes by itself: it shows every
 * difference, for a reviewer to judge. `npm run plan:update` records the new plan.
 */
describe("the plan of Pulumi.dev.yaml", () => {
    const recorded = JSON.parse(readFileSync(PLAN_FILE, "utf8")) as Plan;
    const advice = "run `npm run plan:update` and review the difference";

    it("has the recorded resources", async () => {
        const { resources } = await planned();
        assert.deepEqual(Object.keys(resources), Object.keys(recorded.resources), advice);
    });

    it("has the recorded inputs, parents, providers, options and outputs", async () => {
        assert.deepEqual(await planned(), recorded, advice);
    });
});
