import assert from "node:assert/strict";
import { operatorError } from "../../components/operatorError";
import { printable, printableLines } from "../../components/printable";

describe("printable text", () => {
    for (const [what, seen, shown] of [
        ["what is in order", "pod sample/웹-1 (v2): ok", "pod sample/웹-1 (v2): ok"],
        ["colours and moves of the cursor", "a\u001B[31mb\u001B[2K\u009B1Ac", "abc"],
        ["titles and links", "a\u001B]0;title\u0007b", "ab"],
        ["line ends, tabs and bells", "a\r\n\tb\u0007c\u2028d", "a b c d"],
        ["an escape without an end", "a\u001B", "a "],
        ["another direction", "a\u202Eb\u2066c\u200F", "abc"],
    ] as const) {
        it(`is without control: ${what}`, () => {
            assert.equal(printable(seen), shown);
        });
    }

    it("keeps its lines where it has some", () => {
        assert.equal(printableLines("a\u001B[1m\n  b\r"), "a\n  b ");
    });

    it("is all that an error says to the operator", () => {
        assert.equal(operatorError("no \u001B[31mport\u202E\n  - b").message, "no port\n  - b");
    });
});
