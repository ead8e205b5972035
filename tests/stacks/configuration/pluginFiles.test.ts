import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ourVerdict } from "../../support/ourVerdicts";
import { nameOf, PLUGIN_FILES, STRICTER } from "../../support/pluginFiles";

/** What Go said when `npm run e2e` asked it last. */
const RECORDED = JSON.parse(
    readFileSync(join(__dirname, "..", "..", "integration", "verdicts", "verdicts.json"), "utf8"),
) as Readonly<Record<string, string>>;

describe("private keys and kubeconfigs", () => {
    it("are those of which Go's verdict is recorded, in this order", () => {
        assert.deepEqual(Object.keys(RECORDED), PLUGIN_FILES.map(nameOf));
    });

    for (const file of PLUGIN_FILES) {
        const name = nameOf(file);
        const reason = STRICTER[name];
        it(`are judged as Go does: ${name}`, () => {
            const expected = reason === undefined ? RECORDED[name] : "refused";
            assert.equal(ourVerdict(file).verdict, expected);
        });
    }
});
