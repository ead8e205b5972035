import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer, type Tokens } from "marked";
import { LINKERD_VERSIONS } from "../../components/linkerd/versions";

/** The rows of the table with these words in its head, as text. */
function tableOf(file: string, ...head: readonly string[]): string[][] {
    const page = readFileSync(join(__dirname, "..", "..", file), "utf8");
    const tables = lexer(page).filter((token): token is Tokens.Table => token.type === "table");
    const found = tables.filter(({ header }) =>
        head.every((word) => header.some(({ text }) => text === word)),
    );
    assert.equal(found.length, 1, `${file} has one such table`);
    return found.flatMap(({ rows }) => rows.map((row) => row.map(({ text }) => text)));
}

/** The first and last minor version in `1.27` or `1.31 to 1.33`. */
function minors(text: string): readonly [number, number] {
    const found = [...text.matchAll(/1\.(\d+)/g)].map(([, minor]) => Number(minor));
    return [found[0] ?? NaN, found.at(-1) ?? NaN];
}

describe("which Linkerd goes with which Kubernetes", () => {
    for (const file of ["README.md", "README.ko.md"]) {
        it(`stands in ${file}: every version that takes it, and no other`, () => {
            for (const [, kubernetes = "", names = ""] of tableOf(file, "K-PaaS", "Kubernetes")) {
                const [from, to] = minors(kubernetes);
                const fitting = LINKERD_VERSIONS.filter(
                    ({ kubernetes: [least, most] }) => least <= from && to <= most,
                ).map(({ linkerd }) => linkerd);
                const offered = [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
                assert.deepEqual(offered, fitting, kubernetes);
            }
        });
    }

    it("stands in docs/linkerd-versions.md as in the rows", () => {
        const rows = tableOf("docs/linkerd-versions.md", "`linkerdVersion`", "K-PaaS");
        assert.deepEqual(
            rows.map(([name = "", series = "", kubernetes = ""]) => [
                name.replaceAll("`", ""),
                series.slice(0, 4),
                minors(kubernetes),
            ]),
            LINKERD_VERSIONS.map((row) => [row.linkerd, row.series, row.kubernetes]),
        );
    });
});
