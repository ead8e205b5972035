import { strict as assert } from "node:assert";
import { join } from "node:path";
import { execa } from "execa";
import { table } from "table";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import { census } from "./census";
import { momentsOfDestroy, momentsOfUp, type Moment } from "./interruption/moments";
import { alive, end, Run } from "./interruption/run";
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

    /** The second line of the recovery; the survey may name commands first. */
    const start = (command: "up" | "destroy", moment?: Moment) =>
        Run.pulumi(
            stack,
            ...[command, "--yes", "--skip-preview"],
            ...(moment?.parallel === undefined ? [] : ["--parallel", String(moment.parallel)]),
        );
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

    /** One run after the other: killed at each moment, and the last to its end. */
    async function chain(command: "up" | "destroy", moments: readonly Moment[]) {
        const change = command === "up" ? "more" : "fewer";
        let last: Kill | undefined;
        for (const moment of [...moments, undefined]) {
            if (last !== undefined) await stack.pulumi("cancel", "--yes");
            const started = performance.now();
            let run = start(command, moment);
            const until = () => (moment === undefined ? undefined : run.until(change, moment.look));
            let object = await until();
            if (object === undefined) await run.ended;
            const named = object === undefined ? await runNamed(run) : [];
            let { printed } = run;
            if (named.length > 0) {
                run = start(command, moment);
                object = await until();
                if (object === undefined) await run.ended;
                printed = run.printed;
            }
            if (moment === undefined) {
                assert.equal(await run.ended, 0, printed);
            } else {
                assert.ok(object !== undefined, `ended before ${moment.what}:\n${printed}`);
            }
            const seconds = Math.round((performance.now() - started) / 1000);
            // Of the run that is killed next only the state tells.
            const { left, program } =
                moment === undefined ? { left: [], program: undefined } : await run.kill();
            const resources = await stack.resources();
            if (last !== undefined && !last.noted) {
                last.recovery =
                    named.length > 0
                        ? `${String(new Set(named).size)} named commands`
                        : (recovered(printed, last, resources) ?? "not yet");
            }
            if (moment === undefined || object === undefined) continue;
            if (moment.pluginsWorkOn === true) await workedOn();
            await end(left);
            assert.deepEqual(program === undefined ? [] : await alive([program]), []);
            const resource = inState(resources, object);
            const noted = (resource !== undefined) === (command === "up");
            last = {
                moment: `${command}: ${moment.what}`,
                object,
                resource,
                noted,
                left: left.map(
                    ({ command: words }) => words.split(" ")[0]?.split("/").at(-1) ?? "",
                ),
                seconds,
                recovery: noted ? "nothing" : "",
            };
            kills.push(last);
            console.log(JSON.stringify(last));
        }
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
        const rows = kills.map(({ moment, object, noted, left, recovery, seconds }) => [
            moment,
            object,
            noted ? "yes" : "no",
            recovery,
            String(seconds),
            String(left.length),
        ]);
        console.log(table([["moment", "object", "noted", "recovery", "s", "left"], ...rows]));
    });

    it("of `up` is followed by one that goes on, at fifteen moments", async () => {
        await chain("up", momentsOfUp(world));
    });

    it("leaves nothing twice and nothing unowned", async () => {
        const ids = new Set((await stack.resources()).map(({ id }) => id));
        const unowned = (
            await Promise.all(
                ["floatingips", "ports", "security-groups", "security-group-rules"].map(
                    async (collection) =>
                        (await world.marked(collection)).filter(({ id }) => !ids.has(id)),
                ),
            )
        ).flat();
        assert.deepEqual(unowned, []);
        assert.equal((await world.marked("floatingips")).length, stack.clusters.length);
        const pairs = await world.pairs();
        assert.deepEqual(
            pairs.filter((one) => !ids.has(one)),
            [],
        );
        assert.deepEqual([...new Set(pairs)], pairs);
        const rules = await Promise.all(
            stack.clusters
                .flatMap(({ nodes }) => nodes)
                .map(async (node) =>
                    (await inNode(node, "iptables-save", "--table", "nat"))
                        .split("\n")
                        .filter((line) => line.includes("LINKERD-MULTICLUSTER")),
                ),
        );
        for (const lines of rules) assert.deepEqual([...new Set(lines)], lines);
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
                assert.ok((await run.until(change, look)) !== undefined, run.printed);
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
