import { strict as assert } from "node:assert";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pRetry from "p-retry";
import { backendFolder } from "../../sandbox/stack/environment";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import { removeEmptyAttributes, runNamed } from "./interruption/recovery";
import { alive, processes, Run, type Process } from "./interruption/run";
import { World } from "./interruption/world";
import { SandboxStack } from "./stack";

/** A line of a stack trace, of Node.js or of Go. */
const TRACE = /^\s+at .*:\d+:\d+|^goroutine \d+/m;

/** Exit codes of `pulumi`: a failed update, and one that ended at once. */
const FAILED = 1;
const CANCELLED = 8;

/** Within the minute that docs/operations.md gives a run of curl. */
const SOON = { retries: 600, factor: 1, minTimeout: 100 };

/** One chain of runs: each case goes on where the one before stopped. */
describe("Ctrl-C", function () {
    this.timeout(1_800_000);
    let stack: SandboxStack;
    let world: World;

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        world = await World.open(stack);
    });

    /** Files that say who is at work on the stack. */
    const locks = async () => {
        const folder = join(backendFolder(stack.settings), ".pulumi", "locks");
        const files = await readdir(folder, { recursive: true }).catch(() => []);
        return files.filter((file) => file.endsWith(".json"));
    };

    /**
     * Sends it in the middle, so often. The engine ends with its own exit code, in its own words, and
     * leaves no process and no lock.
     */
    const interrupt = async (command: "up" | "destroy", times: 1 | 2) => {
        const run = Run.pulumi(stack, command, "--yes", "--skip-preview");
        const [change, look] =
            command === "up"
                ? (["more", world.chains] as const)
                : (["fewer", world.links] as const);
        assert.ok((await run.until(change, [{ look }])) !== undefined, run.printed);
        const started = await run.below(() => true);
        run.interrupt();
        // Two signals of a kind that come at once are one.
        await run.prints(/press \^C again/);
        if (times === 2) run.interrupt();
        assert.equal(await run.ended, times === 2 ? CANCELLED : FAILED, run.printed);
        assert.equal(/^\^C received; terminating$/m.test(run.printed), times === 2, run.printed);
        assert.doesNotMatch(run.printed, TRACE);
        assert.deepEqual(await alive(started), []);
        assert.deepEqual(await locks(), []);
        console.log(run.printed.slice(run.printed.indexOf("^C received")));
    };

    /** What docs/openstack.md says to type after a kill, without the line for a lock. */
    const goOn = async (command: "up" | "destroy") => {
        const emptied = await removeEmptyAttributes(stack);
        process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"] = "true";
        try {
            let next = Run.pulumi(stack, command, "--yes", "--skip-preview");
            let named: readonly string[] = [];
            if ((await next.ended) !== 0) {
                named = await runNamed(stack, next.printed);
                assert.notDeepEqual(named, [], next.printed);
                next = Run.pulumi(stack, command, "--yes", "--skip-preview");
            }
            console.log(JSON.stringify({ command, emptied, named }));
            assert.equal(await next.ended, 0, next.printed);
        } finally {
            delete process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"];
        }
    };

    const wholeMesh = () => stack.pulumi("preview", "--expect-no-changes");

    it("once ends `up`, and the next one goes on", async () => {
        await interrupt("up", 1);
        await goOn("up");
        await wholeMesh();
    });

    it("once ends `destroy`, and the next one goes on", async () => {
        await interrupt("destroy", 1);
        await goOn("destroy");
        assert.deepEqual(await stack.resources(), []);
    });

    it("twice ends `up` at once, and the next one goes on", async () => {
        await interrupt("up", 2);
        await goOn("up");
        await wholeMesh();
    });

    const operation = (name: "doctor" | "verify", ...args: string[]) => {
        const cli = join(stack.settings.projectDir, "operations", "cli.mjs");
        const file = stackConfigFile(stack.settings);
        const [, , env] = stack.pulumiCommand("preview");
        return Run.start(stack, process.execPath, [cli, name, "--config-file", file, ...args], env);
    };

    const isPulumi = ({ command }: Process) => /^\S*pulumi /.test(command);
    const isCurl = ({ command }: Process) => /^curl .*helloworld/.test(command);
    const curlRuns = (wanted: boolean) => async () => {
        const runs = (await processes()).some(isCurl);
        if (runs !== wanted) throw new Error(`curl runs: ${String(runs)}`);
    };
    const pods = async () => {
        const lists = stack.clusters.map(({ name }) =>
            stack.kubectl(
                name,
                "get",
                "pods",
                "--all-namespaces",
                "--output",
                "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name} {.spec.ephemeralContainers}{'\\n'}{end}",
            ),
        );
        return Promise.all(lists);
    };

    /** Nothing on the terminal, no process, no lock, no pod and no container more; and it runs again. */
    const leavesNothing = async (run: Run, started: readonly Process[], before: unknown) => {
        run.interrupt();
        assert.deepEqual([await run.ended, run.printed], ["SIGINT", ""]);
        assert.deepEqual(await alive(started), []);
        assert.deepEqual(await locks(), []);
        assert.deepEqual(await pods(), before);
    };

    it("ends doctor while it reads the stack", async () => {
        const before = await pods();
        const run = operation("doctor");
        const started = await run.below((all) => all.some(isPulumi));
        assert.deepEqual(started.map(isPulumi).includes(true), true);
        await leavesNothing(run, started, before);
    });

    it("ends doctor while it looks at the clusters, and it runs again", async () => {
        const before = await pods();
        const run = operation("doctor");
        const reading = await run.below((all) => all.some(isPulumi));
        const started = await run.below((all) => !all.some(isPulumi));
        await leavesNothing(run, [...reading, ...started], before);
        const again = operation("doctor");
        assert.equal(await again.ended, 0, again.printed);
    });

    it("ends verify while curl runs in a pod, and it runs again; curl ends by itself", async () => {
        const before = await pods();
        const run = operation("verify", "--requests", "10000");
        await pRetry(curlRuns(true), SOON);
        const started = await run.below(() => true);
        await leavesNothing(run, started, before);
        await pRetry(curlRuns(false), SOON);
        const again = operation("verify");
        assert.equal(await again.ended, 0, again.printed);
    });

    it("twice ends `destroy` at once, and the next one goes on", async () => {
        await interrupt("destroy", 2);
        await goOn("destroy");
        assert.deepEqual(await stack.resources(), []);
    });
});
