import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer } from "marked";

/** Code of a page, block by block, with the language of each. */
function codeBlocks(file: string): string[] {
    const page = readFileSync(join(__dirname, "..", "..", file), "utf8");
    return lexer(page).flatMap((token) =>
        token.type === "code" ? [`${String(token["lang"])}\n${String(token["text"])}`] : [],
    );
}

describe("README.ko.md", () => {
    it("has the commands, their output and the files of README.md, in the same order", () => {
        const blocks = (file: string) =>
            codeBlocks(file).filter((block) => !block.startsWith("mermaid\n"));
        const english = blocks("README.md");
        assert.ok(english.length >= 5, "README.md has commands");
        assert.deepEqual(blocks("README.ko.md"), english);
    });
});
