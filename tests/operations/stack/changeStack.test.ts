import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setConfig, up } from "../../../operations/stack/changeStack";

/** Notes what it was called with; `up` fails where the stack is called broken. */
const PULUMI = `#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
case "$*" in
    *" broken"*) exit 255 ;;
    "config set-all"*"=0"*) echo "error: no passphrase" >&2; exit 255 ;;
esac
`;

/** A stand-in for pulumi: that a real one takes these arguments, the tests on the sandbox show. */
describe("changeStack", () => {
    let folder: string;
    let environment: NodeJS.ProcessEnv;
    const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "change-stack-"));
        await writeFile(join(folder, "pulumi"), PULUMI);
        await chmod(join(folder, "pulumi"), 0o755);
        environment = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    });

    afterEach(async () => {
        await rm(folder, { recursive: true });
    });

    it("writes keys that are valid together at once, and removes others, in the named file", async () => {
        await setConfig({ projectDir: folder, environment, stack: "a", configFile: "b.yaml" }, [
            { path: ["trustAnchorGenerations", 0], value: "2" },
            { path: ["issuerGeneration"] },
            { path: ["signingTrustAnchor"], value: "2" },
        ]);
        const flags = `--stack a --config-file ${folder}/b.yaml --path`;
        const end = "--non-interactive --color never";
        assert.deepEqual(await calls(), [
            `config set-all ${flags} --plaintext trustAnchorGenerations[0]=2 --plaintext signingTrustAnchor=2 ${end}`,
            `config rm ${flags} issuerGeneration ${end}`,
        ]);
    });

    it("runs nothing where there is nothing to write", async () => {
        await setConfig({ projectDir: folder, environment }, []);
        await assert.rejects(calls(), { code: "ENOENT" });
    });

    it("says that the step was not done where that fails", async () => {
        const settings = [{ path: ["issuerGeneration"], value: "0" }];
        await assert.rejects(setConfig({ projectDir: folder, environment }, settings), {
            message:
                "The step was not done, and this can be run again: `pulumi config set-all --path --plaintext issuerGeneration=0` failed: no passphrase",
        });
    });

    it("runs an update without questions", async () => {
        await up({ projectDir: folder, environment, stack: "a" });
        assert.deepEqual(await calls(), ["up --yes --skip-preview --non-interactive --stack a"]);
    });

    it("says that the step was not done where the update fails", async () => {
        await assert.rejects(up({ projectDir: folder, environment, stack: "broken" }), {
            message:
                "The step was not done, and this can be run again: `pulumi up` failed; see above.",
        });
    });

    it("says that there is no pulumi", async () => {
        const nowhere = { PATH: join(folder, "nowhere") };
        await assert.rejects(up({ projectDir: folder, environment: nowhere }), {
            message:
                "The step was not done, and this can be run again: pulumi is not installed, or not in PATH; see https://www.pulumi.com/docs/install.",
        });
    });
});
