import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer } from "marked";

function readPage(file: string): string {
    return readFileSync(join(__dirname, "..", "..", file), "utf8");
}

/** Code of a page, block by block, with the language of each; diagrams may have words to translate. */
function codeBlocks(file: string): string[] {
    return lexer(readPage(file))
        .flatMap((token) =>
            token.type === "code" ? [`${String(token["lang"])}\n${String(token["text"])}`] : [],
        )
        .filter((block) => !block.startsWith("mermaid\n"));
}

const pairs = [
    { english: "README.md", korean: "README.ko.md", blocks: 4 },
    { english: "docs/getting-started.md", korean: "docs/getting-started.ko.md", blocks: 10 },
];

for (const { english, korean, blocks } of pairs) {
    describe(korean, () => {
        it(`has the commands, their output and the files of ${english}, in the same order`, () => {
            const expected = codeBlocks(english);
            assert.equal(expected.length, blocks, `code blocks of ${english}`);
            assert.deepEqual(codeBlocks(korean), expected);
        });
    });
}

describe("README", () => {
    for (const file of ["README.md", "README.ko.md"]) {
        it(`${file} has at most 120 lines`, () => {
            assert.ok(readPage(file).trimEnd().split("\n").length <= 120);
        });
    }
});
