import { strict as assert } from "node:assert";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { table } from "table";
import { backendFolder } from "../../sandbox/stack/environment";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import { census } from "./census";
import { momentsOfDestroy, momentsOfUp, type Moment } from "./interruption/moments";
import { end, Run } from "./interruption/run";
import { World } from "./interruption/world";
import { inNode } from "./nodeChain";
import { SandboxStack, type StateResource } from "./stack";

/** A row of the table that docs/reliability.md has. */
interface Kill {
    readonly moment: string;
    /** What was there, or gone, when the engine was killed. */
    readonly object: string;
    /** The resource, where the state has it. */
    readonly resource: string | undefined;
    readonly noted: boolean;
    readonly left: readonly string[];
    readonly seconds: number;
    /** Whether the kill left an empty file beside the state: see docs/openstack.md. */
    readonly emptied: boolean;
    recovery: string;
}

/** Commands that the survey names for what a killed update left. */
const NAMED = /run '(kubectl [^']+)'/g;

/**
 * One chain of runs: each goes on where the one before was killed, the last comes to its end.
 *
 * Does not prove what every instant leaves behind: a kill strikes within some 50 ms of its moment, so
 * that the same object is noted in one run and not in another. The table says which it was.
 */
describe("A killed engine", function () {
    this.timeout(3_600_000);
    let stack: SandboxStack;
    let world: World;
    let empty: unknown;
    const kills: Kill[] = [];
    const everything = async () => ({
        neutron: await world.neutron(),
        chains: await world.chains(),
        clusters: await Promise.all(
            stack.clusters.map(({ name }) => census(stack.tool("kubectl"), stack.kubeconfig(name))),
        ),
    });
    const inState = (resources: readonly StateResource[], object: string) => {
        const [cluster, id] = object.includes(":") ? object.split(":") : ["", object];
        return resources
            .map(({ urn, id: own }) => ({ name: urn.split("::").at(-1) ?? "", own }))
            .find(({ name, own }) => name.startsWith(cluster ?? "") && (own === id || name === id))
            ?.name;
    };

    /** The second line of the recovery; with few steps at once, so that each is seen. */
    const start = (command: "up" | "destroy") =>
        Run.pulumi(stack, command, "--yes", "--skip-preview", "--parallel", "2");
    const runNamed = async ({ printed }: Run) => {
        const named = [...printed.matchAll(NAMED)].map(([, one]) => one ?? "");
        for (const one of new Set(named)) {
            const [, ...words] = one.split(" ");
            await execa(stack.tool("kubectl"), words, { cwd: stack.settings.projectDir });
        }
        return named;
    };
    const recovered = (
        printed: string,
        { object, resource }: Kill,
        resources: readonly StateResource[],
    ) => {
        const name = resource ?? inState(resources, object);
        const line = new RegExp(` ${String(name)} (imported|created|updated|deleted)`);
        return line.exec(printed)?.[1];
    };

    /** One run after the other, each killed at the first moment that is left; the last comes to its end. */
    async function chain(command: "up" | "destroy", moments: readonly Moment[]) {
        const change = command === "up" ? "more" : "fewer";
        let left = moments;
        let last: Kill | undefined;
        for (;;) {
            if (last !== undefined) await stack.pulumi("cancel", "--yes");
            const started = performance.now();
            let run = start(command);
            let hit = await run.until(change, left);
            const named = hit === undefined && (await run.ended) !== 0 ? await runNamed(run) : [];
            if (named.length > 0) {
                run = start(command);
                hit = await run.until(change, left);
            }
            const seconds = Math.round((performance.now() - started) / 1000);
            // Of a run that is killed only the state tells what it did.
            const processes = hit === undefined ? [] : await run.kill();
            if (hit === undefined) assert.equal(await run.ended, 0, run.printed);
            const emptied = await removeEmptyAttributes();
            const resources = await stack.resources();
            if (last !== undefined && !last.noted) {
                last.recovery =
                    named.length > 0
                        ? `${String(new Set(named).size)} named commands`
                        : (recovered(run.printed, last, resources) ?? "not yet");
            }
            if (hit === undefined) break;
            const { seen: moment, object } = hit;
            left = left.filter((one) => one !== moment);
            if (moment.pluginsWorkOn === true) await workedOn();
            await end(processes);
            const resource = inState(resources, object);
            const noted = (resource !== undefined) === (command === "up");
            last = {
                moment: `${command}: ${moment.what}`,
                object,
                resource,
                noted,
                left: processes.map(
                    ({ command: words }) => words.split(" ")[0]?.split("/").at(-1) ?? "",
                ),
                seconds,
                emptied,
                recovery: noted ? "nothing" : "",
            };
            kills.push(last);
            console.log(JSON.stringify(last));
        }
        assert.deepEqual(
            left.map(({ what }) => what),
            [],
            "moments that no run came to",
        );
    }

    /** The third line of the recovery, for a state in a folder: whether there was something to remove. */
    async function removeEmptyAttributes(): Promise<boolean> {
        const folder = join(backendFolder(stack.settings), ".pulumi", "stacks");
        const files = await readdir(folder, { recursive: true, withFileTypes: true });
        const empty = [];
        for (const file of files) {
            const path = join(file.parentPath, file.name);
            if (path.endsWith(".attrs") && (await stat(path)).size === 0) empty.push(path);
        }
        await Promise.all(empty.map((path) => rm(path)));
        return empty.length > 0;
    }

    /** The release that was being installed is: its plugin did not notice that the engine is gone. */
    async function workedOn() {
        for (;;) {
            const pending = await Promise.all(
                stack.clusters.map(({ name }) =>
                    stack.kubectl(
                        name,
                        ...["get", "secrets", "--all-namespaces", "--output", "name"],
                        ...["--selector", "owner=helm,status=pending-install"],
                    ),
                ),
            );
            if (pending.every((one) => one === "")) return;
        }
    }

    before(async () => {
        stack = await SandboxStack.open();
        process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"] = "true";
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        world = await World.open(stack);
        empty = await everything();
    });

    after(() => {
        delete process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"];
        const rows = kills.map(({ moment, object, noted, emptied, left, recovery, seconds }) => [
            moment,
            object,
            noted ? "yes" : "no",
            emptied ? "yes" : "no",
            recovery,
            String(seconds),
            String(left.length),
        ]);
        const head = ["moment", "object", "noted", "emptied", "recovery", "s", "left"];
        console.log(table([head, ...rows]));
    });

    it("of `up` is followed by one that goes on, at fifteen moments", async () => {
        await chain("up", momentsOfUp(world));
    });

    it("leaves nothing twice and nothing unowned", async () => {
        const ids = new Set((await stack.resources()).map(({ id }) => id));
        const unowned = (
            await Promise.all(
                ["floatingips", "ports", "security-groups"].map(async (collection) =>
                    (await world.marked(collection)).filter(({ id }) => !ids.has(id)),
                ),
            )
        ).flat();
        assert.deepEqual(unowned, []);
        const rules = (await world.marked("security-group-rules")).map((rule) =>
            JSON.stringify([
                rule["security_group_id"],
                rule["port_range_min"],
                rule["remote_ip_prefix"],
            ]),
        );
        assert.deepEqual([...new Set(rules)], rules);
        assert.equal((await world.marked("floatingips")).length, stack.clusters.length);
        const pairs = await world.pairs();
        assert.deepEqual(
            pairs.filter((one) => !ids.has(one)),
            [],
        );
        assert.deepEqual([...new Set(pairs)], pairs);
        const chains = await Promise.all(
            stack.clusters
                .flatMap(({ nodes }) => nodes)
                .map(async (node) =>
                    (await inNode(node, "iptables-save", "--table", "nat"))
                        .split("\n")
                        .filter((line) => line.includes("LINKERD-MULTICLUSTER")),
                ),
        );
        for (const lines of chains) assert.deepEqual([...new Set(lines)], lines);
        delete process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"];
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("of `destroy` is followed by one that goes on, at eight moments, and nothing stays", async () => {
        await stack.pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
        await chain("destroy", momentsOfDestroy(world));
        assert.deepEqual(await everything(), empty);
    });
});

describe("Ctrl-C", function () {
    let stack: SandboxStack;
    let world: World;

    before(async () => {
        stack = await SandboxStack.open();
        world = await World.open(stack);
    });

    for (const [times, word] of [
        [1, "once"],
        [2, "twice"],
    ] as const) {
        for (const command of ["up", "destroy"] as const) {
            it(`${word} ends \`${command}\`, and the next one goes on`, async () => {
                const run = Run.pulumi(stack, command, "--yes", "--skip-preview");
                const [change, look] =
                    command === "up"
                        ? (["more", world.chains] as const)
                        : (["fewer", world.links] as const);
                assert.ok((await run.until(change, [{ look }])) !== undefined, run.printed);
                for (let sent = 0; sent < times; sent++) run.interrupt();
                assert.notEqual(await run.ended, 0);
                assert.doesNotMatch(run.printed, /^\s+at /m);
                console.log(`${command} ${word}: ${run.printed.split("\n").slice(-12).join("\n")}`);
                await stack.pulumi("cancel", "--yes").catch(() => undefined);
                process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"] = "true";
                const next = Run.pulumi(stack, command, "--yes", "--skip-preview");
                assert.equal(await next.ended, 0, next.printed);
                delete process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"];
                if (command === "up") await stack.pulumi("preview", "--expect-no-changes");
                else assert.deepEqual(await stack.resources(), []);
            });
        }
    }

    for (const operation of ["doctor", "verify"]) {
        it(`ends ${operation} without a stack trace`, async () => {
            const cli = join(stack.settings.projectDir, "operations", "cli.mjs");
            const [, , env] = stack.pulumiCommand("preview");
            const run = Run.start(
                stack,
                process.execPath,
                [cli, operation, "--config-file", stackConfigFile(stack.settings)],
                env,
            );
            await new Promise((resolve) => setTimeout(resolve, 3000));
            run.interrupt();
            console.log(`${operation}: ${String(await run.ended)} ${run.printed}`);
            assert.doesNotMatch(run.printed, /^\s+at /m);
        });
    }
});
