import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CODES, type LayerId } from "../../operations/findings/codes";
import { LAYERS } from "../../operations/allLayers";
import { configuration } from "../../operations/layers/configuration";

const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "operations.md"), "utf8");

/** Sections of the page by their headings. */
const SECTIONS = new Map(
    PAGE.split(/^## /m).map((section): [string, string] => {
        const [heading = "", ...lines] = section.split("\n");
        return [heading, lines.join("\n")];
    }),
);

describe("docs/operations.md", () => {
    const layers: readonly { id: LayerId; title: string }[] = [configuration, ...LAYERS];

    it("has a layer for each list of codes", () => {
        assert.deepEqual(layers.map(({ id }) => id).sort(), Object.keys(CODES).sort());
    });

    for (const { id, title } of layers) {
        it(`explains the codes of layer ${id}, and no others, under "${title}"`, () => {
            const anchors = [
                ...(SECTIONS.get(title) ?? "").matchAll(/<a id="(.*?)"><\/a>`(.*?)`/g),
            ];
            assert.deepEqual(
                anchors.map(([, anchor]) => anchor),
                CODES[id],
            );
            assert.deepEqual(
                anchors.map(([, , shown]) => shown),
                CODES[id],
            );
        });
    }

    it("has each code once", () => {
        const codes = Object.values(CODES).flat();
        assert.deepEqual([...new Set(codes)], codes);
        const anchors = [...PAGE.matchAll(/<a id="(.*?)">/g)].map(([, anchor]) => anchor);
        assert.deepEqual(anchors.sort(), [...codes].sort());
    });
});
