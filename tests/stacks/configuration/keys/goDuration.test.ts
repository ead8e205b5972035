import assert from "node:assert/strict";
import { parseGoDuration } from "../../../../stacks/configuration/keys/goDuration";

describe("parseGoDuration", () => {
    const accepted: readonly (readonly [string, number])[] = [
        ["8760h", 31536000],
        ["1h30m", 5400],
        ["30m1h", 5400],
        ["1.1h", 3960],
        [".5m", 30],
        ["2.s", 2],
        ["1500ms", 1.5],
        ["90s", 90],
    ];
    for (const [text, seconds] of accepted) {
        it(`reads ${text} as ${String(seconds)} seconds`, () => {
            assert.equal(parseGoDuration(text), seconds);
        });
    }

    for (const text of ["", "10", "365d", "1y", "-1h", "1 h", "h", ".h", "1hour", "1h30", "1H"]) {
        it(`refuses ${JSON.stringify(text)}, as Go does`, () => {
            assert.equal(parseGoDuration(text), undefined);
        });
    }
});
