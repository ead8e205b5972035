import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forget } from "../../../operations/forget";

const URN = "urn:pulumi:dev::linkerd-multicluster::linkerd-multicluster:stacks:Cluster";
const CLUSTER = { urn: `${URN}::west`, type: "linkerd-multicluster:stacks:Cluster" };
const NAMESPACE = {
    urn: `${URN}$kubernetes:core/v1:Namespace::west-namespace`,
    type: "kubernetes:core/v1:Namespace",
    custom: true,
    parent: CLUSTER.urn,
};
const STATE = { version: 3, deployment: { resources: [CLUSTER, NAMESPACE] } };

/** Exports one state, and keeps what is imported; a file `broken` makes the import fail. */
const PULUMI = `#!/bin/sh
cd "$(dirname "$0")"
echo "$@" >> calls
case "$*" in
    "stack export"*) echo '${JSON.stringify(STATE)}' ;;
    "stack import"*) [ ! -e broken ] || { echo "error: the state is locked" >&2; exit 255; }; cat > imported ;;
    *) exit 1 ;;
esac
`;

const LISTED =
    "Resources of west that are left as they are, and never asked for again: 1 in Kubernetes, 0 in nodes";

/** A stand-in for pulumi: what a real one does with the marks, the tests on the sandbox show. */
describe("npm run forget", () => {
    let folder: string;

    const run = async (...args: string[]) => {
        const { log, error } = console;
        const said = { stdout: [] as string[], stderr: [] as string[] };
        console.log = (line: string) => void said.stdout.push(line);
        console.error = (line: string) => void said.stderr.push(line);
        try {
            const exitCode = await forget(args, {
                PATH: `${folder}:${process.env["PATH"] ?? ""}`,
            }).catch((failure: unknown) => (failure as Error).message);
            return { exitCode, stdout: said.stdout.join("\n"), stderr: said.stderr.join("\n") };
        } finally {
            Object.assign(console, { log, error });
        }
    };
    const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "forget-"));
        await writeFile(join(folder, "pulumi"), PULUMI);
        await chmod(join(folder, "pulumi"), 0o755);
    });

    afterEach(() => rm(folder, { recursive: true }));

    it("says what it would do, and changes nothing", async () => {
        assert.deepEqual(await run("west", "--stack", "dev"), {
            exitCode: 0,
            stdout: `${LISTED}.\nNothing was changed. With --yes they are marked so in the state.`,
            stderr: "",
        });
        assert.deepEqual(await calls(), [
            "stack export --stack dev --non-interactive --color never",
        ]);
    });

    it("marks them with --yes, and says how to go on", async () => {
        const { exitCode, stdout } = await run("west", "--yes", "--cloud");
        assert.equal(exitCode, 0);
        assert.equal(
            stdout,
            [
                `${LISTED}, 0 in OpenStack.`,
                "They are marked in the state. Now one of:",
                "  remove west from clusters in the configuration, then pulumi up",
                "  pulumi destroy, where the whole mesh goes",
                "A pulumi up that still has west in its configuration takes the marks away again.",
            ].join("\n"),
        );
        assert.deepEqual(JSON.parse(await readFile(join(folder, "imported"), "utf8")), {
            version: 3,
            deployment: {
                resources: [CLUSTER, { ...NAMESPACE, retainOnDelete: true, protect: false }],
            },
        });
    });

    it("names the clusters of the stack where there is no such one", async () => {
        assert.deepEqual(await run("wset", "--yes"), {
            exitCode: 2,
            stdout: "",
            stderr: 'The stack has no cluster "wset": write one of west.',
        });
    });

    it("says what pulumi says where the state cannot be written", async () => {
        await writeFile(join(folder, "broken"), "");
        assert.deepEqual(await run("west", "--yes"), {
            exitCode:
                "The marks may be missing, and this can be run again: `pulumi stack import` failed: the state is locked",
            stdout: `${LISTED}.`,
            stderr: "",
        });
    });
});
