import assert from "node:assert/strict";
import { isCronSchedule } from "../../../../stacks/configuration/keys/cronSchedule";

describe("isCronSchedule", () => {
    const accepted = [
        "0 0 * * *",
        "*/15 0-6,20-23 1,15 jan-MAR mon-fri",
        "5/10 ? * ? 0",
        "59 23 31 12 6",
        "  0   0 * *  * ",
    ];
    for (const schedule of accepted) {
        it(`accepts "${schedule}"`, () => {
            assert.equal(isCronSchedule(schedule), true);
        });
    }

    const refused = [
        "",
        "0 0 * *",
        "0 0 0 * * *",
        "60 0 * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 7",
        "0 0 L * *",
        "0 0 * * mon#2",
        "*/0 0 * * *",
        "30-10 0 * * *",
        "1-2-3 0 * * *",
        "1, 0 * * *",
        "@daily",
        "-1 0 * * *",
    ];
    for (const schedule of refused) {
        it(`refuses "${schedule}", which the API server would refuse too, or is no five fields`, () => {
            assert.equal(isCronSchedule(schedule), false);
        });
    }
});
