import assert from "node:assert/strict";
import { execa } from "execa";

/** Files of the Pulumi SDK that a command loads, in a process of its own. */
async function sdkFilesOf(command: string): Promise<string[]> {
    const script =
        `require("./operations/${command}.ts");` +
        "console.log(JSON.stringify(Object.keys(require.cache)));";
    const { stdout } = await execa(process.execPath, [
        "--require=./typescript.cjs",
        "--eval",
        script,
    ]);
    return (JSON.parse(stdout) as string[]).flatMap(
        (file) => /@pulumi\/(.*)/.exec(file)?.[1] ?? [],
    );
}

describe("commands of operations", () => {
    for (const command of ["configure", "doctor", "forget", "report", "rotate", "verify"]) {
        it(`${command} loads nothing of Pulumi's SDK but its errors`, async () => {
            assert.deepEqual(await sdkFilesOf(command), ["pulumi/errors.js", "pulumi/utils.js"]);
        });
    }
});
