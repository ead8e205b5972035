import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { goEnvironment } from "../../sandbox/toolchain/go";
import { ourVerdict } from "../support/ourVerdicts";
import { nameOf, PLUGIN_FILES } from "../support/pluginFiles";

const FOLDER = join(__dirname, "verdicts");

/** The unit tests compare the configuration's verdicts with the same table. */
describe("Go's verdicts on private keys and kubeconfigs", () => {
    it("are the recorded ones", async () => {
        const handed = PLUGIN_FILES.map((file) => ourVerdict(file).handed);
        const { stdout } = await execa("go", ["run", "."], {
            cwd: FOLDER,
            env: goEnvironment(),
            input: JSON.stringify(handed),
        });
        const answers = JSON.parse(stdout) as readonly { readonly verdict: string }[];
        assert.deepEqual(
            Object.fromEntries(
                handed.map((file, index) => [nameOf(file), answers[index]?.verdict]),
            ),
            JSON.parse(readFileSync(join(FOLDER, "verdicts.json"), "utf8")),
        );
    });
});
