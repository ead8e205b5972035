import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { asRoot, quote } from "../../../sandbox/system/shell";

describe("quote", () => {
    it("gives a word that the shell leaves as it is", () => {
        const word = 'it\'s "$HOME" `x` \\';
        assert.equal(String(execFileSync("sh", ["-c", `printf %s ${quote(word)}`])), word);
    });
});

describe("asRoot", () => {
    it("hands on the settings of the sandbox, which sudo would drop, and nothing else", () => {
        assert.equal(
            asRoot("npm run sandbox -- up", { SANDBOX_PREFIX: "two", OTHER: "x" }),
            `sudo env "PATH=$PATH" "HOME=$HOME" 'SANDBOX_PREFIX=two' npm run sandbox -- up`,
        );
    });
});
