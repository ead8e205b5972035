import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStack } from "../../../operations/stack/readStack";
import { rendered } from "../../support/configCases";

/** Prints what it was called with where a real one would print what it read; knows one stack. */
const PULUMI = `#!/bin/sh
echo "$@ (SITE=$SITE)" >> "$(dirname "$0")/calls"
case "$*" in
    *" missing "*) echo "error: no stack named 'missing' found" >&2; exit 255 ;;
    "stack --show-name"*) echo dev ;;
    "config --json"*) echo '{"linkerd-multicluster:colour": {"value": "blue", "secret": true}}' ;;
    "stack output"*) echo '{"clusters": {}, "trustAnchor": "PEM"}' ;;
    *) exit 1 ;;
esac
`;

/** A stand-in for pulumi: that a real one takes these arguments, the tests on the sandbox show. */
describe("readStack", () => {
    let folder: string;
    let environment: NodeJS.ProcessEnv;
    const calls = async () =>
        (await readFile(join(folder, "calls"), "utf8")).trim().split("\n").sort();

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "read-stack-"));
        await writeFile(join(folder, "pulumi"), PULUMI);
        await chmod(join(folder, "pulumi"), 0o755);
        environment = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, SITE: "seoul" };
    });

    afterEach(async () => {
        await rm(folder, { recursive: true });
    });

    it("asks for the selected stack and changes nothing", async () => {
        const { stack, parsed, outputs } = await readStack({ projectDir: folder, environment });
        assert.deepEqual([stack, outputs], ["dev", { clusters: {}, trustAnchor: "PEM" }]);
        // A secret value stays unsaid also where it is the one that is wrong.
        assert.ok("problems" in parsed);
        assert.ok(
            rendered(parsed).some((problem) =>
                problem.startsWith("colour is [secret]: no such key"),
            ),
        );
        const flags = "--non-interactive --color never (SITE=seoul)";
        assert.deepEqual(await calls(), [
            `config --json --show-secrets ${flags}`,
            `stack --show-name ${flags}`,
            `stack output --json --show-secrets ${flags}`,
        ]);
    });

    it("asks for a stack and a file that are named", async () => {
        await writeFile(join(folder, "other.yaml"), "");
        await readStack({ stack: "a", configFile: "other.yaml", projectDir: folder, environment });
        const flags = "--non-interactive --color never (SITE=seoul)";
        assert.deepEqual(await calls(), [
            `config --json --show-secrets --stack a --config-file ${join(folder, "other.yaml")} ${flags}`,
            `stack --show-name --stack a ${flags}`,
            `stack output --json --show-secrets --stack a ${flags}`,
        ]);
    });

    const failures: [string, Partial<Parameters<typeof readStack>[0]>, string][] = [
        [
            "a stack that is not there",
            { stack: "missing" },
            'Nothing was looked at: there is no stack "missing"; `pulumi stack ls` lists them.',
        ],
        [
            "a pulumi that is not there",
            { environment: { PATH: "/nowhere" } },
            "Nothing was looked at: pulumi is not installed, or not in PATH; see https://www.pulumi.com/docs/install.",
        ],
    ];
    for (const [what, query, message] of failures) {
        it(`tells of ${what} in one sentence`, async () => {
            await assert.rejects(
                readStack({ projectDir: folder, environment, ...query }),
                (error: Error) => error.message === message,
            );
        });
    }

    it("tells of a file that is not there, which pulumi takes for an empty one", async () => {
        await assert.rejects(
            readStack({ configFile: "nope.yaml", projectDir: folder, environment }),
            (error: Error) =>
                error.message ===
                `Nothing was looked at: there is no file ${join(folder, "nope.yaml")} (--config-file).`,
        );
    });
});
