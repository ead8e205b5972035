import assert from "node:assert/strict";
import { usesColour } from "../../../operations/report/usesColour";

describe("colour of a report", () => {
    const cases: [string, { isTTY?: boolean }, NodeJS.ProcessEnv, boolean][] = [
        ["is there on a terminal", { isTTY: true }, {}, true],
        ["is not there where NO_COLOR says something", { isTTY: true }, { NO_COLOR: "1" }, false],
        ["is there where NO_COLOR is empty", { isTTY: true }, { NO_COLOR: "" }, true],
        ["is not there in a pipe, in CI either", {}, { CI: "true", FORCE_COLOR: "1" }, false],
    ];
    for (const [title, stream, environment, expected] of cases) {
        it(title, () => {
            assert.equal(usesColour(stream, environment), expected);
        });
    }
});
