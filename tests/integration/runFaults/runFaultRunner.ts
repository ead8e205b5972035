import { strict as assert } from "node:assert";
import { table } from "table";
import type { PulumiResult } from "../../../sandbox/stack/pulumi";
import type { Entry, RunFault, RunScene } from "./runFault";
import { toldFailures } from "./toldFailure";

/** A fault in the table that is printed at the end. */
interface Row {
    readonly title: string;
    said: string;
    seconds: string;
    next: string;
}

const NOTHING = "changes nothing";
const UP = ["up", "--yes", "--skip-preview"];

/** Makes a fault while an update runs, reads what that says, and runs the next. */
export class RunFaultRunner {
    readonly #scene: RunScene;
    readonly #rows: Row[] = [];

    public constructor(scene: RunScene) {
        this.#scene = scene;
    }

    /** Rejects unless the update tells of the fault as expected and the next one converges. */
    public async run(fault: RunFault): Promise<void> {
        const scene = this.#scene;
        const { stack } = scene;
        const row: Row = { title: fault.title, said: "?", seconds: "", next: "" };
        this.#rows.push(row);
        await stack.configure((config) => {
            const [first, second] = config["linkerd-multicluster:clusters"] as Entry[];
            if (first === undefined || second === undefined) throw new Error("no two clusters");
            fault.work?.(first, second, config);
        });
        let result: PulumiResult;
        try {
            await fault.prepare?.(scene);
            result = await this.#broken(fault, row);
        } finally {
            await fault.clear?.(scene);
        }
        row.said = said(fault, scene, result);
        const next = await timed(() => stack.watch(() => undefined, ...UP));
        const { exitCode, stdout, stderr } = next.result;
        assert.equal(exitCode, 0, `the next update fails:\n${stdout}${stderr}`);
        row.next = `${changes(stdout)}, ${next.seconds}`;
        console.log(Object.values(row).join(" | "));
        // One that changes nothing is a preview without changes.
        if (row.next.startsWith(NOTHING)) return;
        await stack.pulumi("preview", "--expect-no-changes");
    }

    /** All faults so far, and what became of each. */
    public describe(): string {
        const rows = this.#rows.map((row, index) => [
            String(index + 1),
            row.title,
            row.said,
            row.seconds,
            row.next,
        ]);
        const column = (width: number) => ({ width, wrapWord: true });
        return table([["", "fault", "what it said", "seconds", "the next `up`"], ...rows], {
            columns: { 1: column(38), 2: column(70), 4: column(26) },
        });
    }

    /** The update with the fault in it. */
    async #broken(fault: RunFault, row: Row): Promise<PulumiResult> {
        const scene = this.#scene;
        const at = fault.at?.(scene);
        let injected: Promise<unknown> | undefined;
        if (at === undefined) await fault.inject(scene);
        const { result, seconds } = await timed(() =>
            scene.stack.watch(
                (line) => {
                    if (at?.test(line) === true) injected ??= fault.inject(scene);
                },
                ...UP,
            ),
        );
        await injected;
        row.seconds = seconds;
        if (at !== undefined) assert.ok(injected, `nothing like ${String(at)}:\n${result.stdout}`);
        return result;
    }
}

async function timed(work: () => Promise<PulumiResult>) {
    const started = performance.now();
    const result = await work();
    return { result, seconds: `${((performance.now() - started) / 1000).toFixed(0)} s` };
}

/** The line of the table; throws where it is not what the fault has to say. */
function said(
    { says, where }: RunFault,
    scene: RunScene,
    { exitCode, stdout, stderr }: PulumiResult,
): string {
    const all = `${stdout}\n${stderr}`;
    assert.doesNotMatch(all, /^\s+at .*:\d+:\d+/m, `a stack trace:\n${all}`);
    if (says === undefined) {
        assert.equal(exitCode, 0, all);
        return "nothing: it waits, and succeeds";
    }
    assert.notEqual(exitCode, 0, "the update succeeds");
    const told = toldFailures(stdout).flatMap(({ resource, lines }) =>
        lines.map((line) => (/-sandbox$/.test(resource) ? line : `${resource}: ${line}`)),
    );
    const line = [...told, ...stderr.split("\n")].find((one) => says.test(one));
    assert.ok(line !== undefined, `${String(says)} is not said in:\n${all}`);
    const cluster = where?.(scene).name;
    if (cluster !== undefined) assert.ok(line.includes(cluster), `${cluster} is not in: ${line}`);
    return line;
}

/** What an update changed, from its summary. */
function changes(stdout: string): string {
    const counts = stdout.match(/^ {4}(?:[-+~]+ )\d+ \w+/gm) ?? [];
    return counts.map((count) => count.replace(/^[-+~ ]+/, "")).join(", ") || NOTHING;
}
