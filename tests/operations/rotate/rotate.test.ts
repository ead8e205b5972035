import assert from "node:assert/strict";
import { rotate } from "../../../operations/rotate";

/** Runs it where there is no pulumi to ask. */
async function run(line: string) {
    const { error } = console;
    const said: string[] = [];
    console.error = (text: string) => void said.push(text);
    try {
        const exitCode = await rotate(line.split(" "), { PATH: "/nowhere" });
        return { exitCode, said: said.join("\n") };
    } finally {
        console.error = error;
    }
}

describe("npm run rotate", () => {
    const REFUSED: readonly [string, readonly string[]][] = [
        ["issuer --peer west", ["--peer goes with credentials"]],
        ["anchor --peer west", ["--peer goes with credentials"]],
        ["issuer --restart all", ["--restart goes with anchor"]],
        ["issuer --generation 2", ["--generation goes with anchor"]],
        ["credentials --restart all", ["--restart goes with anchor"]],
        [
            "webhooks --peer west --restart all",
            ["--restart goes with anchor", "--peer goes with credentials"],
        ],
    ];
    for (const [line, mistakes] of REFUSED) {
        it(`refuses ${line}, before anything is looked at`, async () => {
            assert.deepEqual(await run(line), {
                exitCode: 2,
                said: ["The command line is wrong:", ...mistakes].join("\n  - "),
            });
        });
    }

    for (const line of [
        "anchor --restart all --generation 2",
        "credentials --peer west",
        "issuer",
        "webhooks",
    ]) {
        it(`takes ${line}`, async () => {
            await assert.rejects(run(line), { message: /^Nothing was looked at: pulumi is not/ });
        });
    }
});
