import assert from "node:assert/strict";
import { execa } from "execa";

/** What a line of JavaScript prints as JSON, in a process of its own. */
async function printed(script: string): Promise<unknown> {
    const { stdout } = await execa(process.execPath, [
        "--require=./typescript.cjs",
        "--eval",
        `console.log(JSON.stringify(${script}));`,
    ]);
    return JSON.parse(stdout);
}

describe("commands of operations", () => {
    for (const command of ["configure", "doctor", "forget", "report", "rotate", "verify"]) {
        it(`${command} loads nothing of Pulumi's SDK but its errors`, async () => {
            const files = await printed(
                `(require("./operations/${command}.ts"), Object.keys(require.cache))`,
            );
            const ofSdk = (files as string[]).flatMap(
                (file) => /@pulumi\/(.*)/.exec(file)?.[1] ?? [],
            );
            assert.deepEqual(ofSdk, ["pulumi/errors.js", "pulumi/utils.js"]);
        });
    }
});

describe("Pulumi's SDK", () => {
    it("starts without TypeScript and npm's resolver", async () => {
        const seen = await printed(
            `(require("@pulumi/pulumi"), ["typescript", "@npmcli/arborist"]` +
                `.map((name) => require("util").types.isProxy(require(name))))`,
        );
        assert.deepEqual(seen, [true, true]);
    });

    it("gets the real ones where it uses them", async () => {
        const seen = await printed(
            `[typeof require("typescript").createProgram, require("@npmcli/arborist").Arborist.name, ` +
                `require("util").types.isProxy(require("typescript"))]`,
        );
        assert.deepEqual(seen, ["function", "Arborist", false]);
    });
});
