import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { quote } from "../../../components/nodes/shell";

describe("quote", () => {
    for (const [what, text, word] of [
        ["a word", "eth0", "'eth0'"],
        ["nothing", "", "''"],
        ["spaces and line ends", "a  b\nc\n", "'a  b\nc\n'"],
        ["what a shell would expand", '$HOME `id` "x" \\ * !', `'$HOME \`id\` "x" \\ * !'`],
        ["quotes", "it's", String.raw`'it'\''s'`],
        ["nothing but a quote", "'", String.raw`''\'''`],
    ] as const) {
        it(`makes one word of ${what}`, () => {
            assert.equal(quote(text), word);
            const read = execFileSync("sh", ["-c", `printf %s ${quote(text)}`]);
            assert.equal(read.toString(), text);
        });
    }
});
