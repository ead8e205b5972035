import { strict as assert } from "node:assert";
import pRetry from "p-retry";
import { table } from "table";
import { describeFindings, diagnose, type LayerFinding } from "../doctorOutput";
import type { OperatorShell } from "../operatorShell";
import type { Batch, Fault, Scene } from "./fault";
import { inTypingOrder } from "./typingOrder";

/** A fault in the table that is printed at the end. */
interface Row {
    readonly code: string;
    readonly title: string;
    remedy: string;
    result: "not named" | "named" | "mended";
}

/** Makes faults, has doctor name them, and types what it says. */
export class FaultRunner {
    readonly #scene: Scene;
    readonly #shell: OperatorShell;
    /** Options of doctor: `--pre`. */
    readonly #options: readonly string[];
    readonly #rows: Row[] = [];

    public constructor(scene: Scene, shell: OperatorShell, options: readonly string[] = []) {
        this.#scene = scene;
        this.#shell = shell;
        this.#options = options;
    }

    /** Waits until doctor has nothing to say. */
    public async healthy(): Promise<void> {
        await settle(async () => {
            const { exitCode, findings, unseen } = await this.#diagnose();
            assert.deepEqual([findings, unseen], [[], []], describeFindings(findings));
            assert.equal(exitCode, 0);
        });
    }

    /** Makes faults, all at once; rejects unless doctor names each, and its remedies mend all. */
    public async run({ faults }: Batch): Promise<void> {
        const scene = this.#scene;
        const rows = faults.map(({ code, title }): Row => ({
            code,
            title,
            remedy: "",
            result: "not named",
        }));
        this.#rows.push(...rows);
        try {
            for (const fault of faults) await fault.inject(scene);
            const found = await this.#named(faults);
            found.forEach(({ remedy }, index) => {
                Object.assign(rows[index] ?? {}, { remedy, result: "named" });
            });
            const edits = faults.flatMap(({ edit = [] }) => edit).join("\n");
            for (const command of inTypingOrder(found.map(({ remedy }) => remedy))) {
                await this.#shell.type(command, edits);
            }
            await this.healthy();
            for (const row of rows) row.result = "mended";
        } finally {
            for (const { clear } of faults) await clear?.(scene);
        }
    }

    /** All faults so far, and what became of each. */
    public describe(): string {
        const rows = this.#rows.map(({ title, code, remedy, result }, index) => [
            String(index + 1),
            title,
            code,
            remedy.replaceAll(/ --(?:config-file|kubeconfig) \S+/g, ""),
            result,
        ]);
        const column = (width: number) => ({ width, wrapWord: true });
        return table([["", "fault", "found", "typed", "result"], ...rows], {
            columns: { 1: column(38), 2: column(22), 3: column(70) },
        });
    }

    #diagnose() {
        return diagnose(this.#scene.stack, ...this.#options);
    }

    /** The findings that name the faults, in their order; all others tell what follows. */
    async #named(faults: readonly Fault[]): Promise<readonly LayerFinding[]> {
        let named: readonly LayerFinding[] = [];
        await settle(async () => {
            const { exitCode, findings } = await this.#diagnose();
            const told = describeFindings(findings);
            const found = faults.map((fault) => findings.find((one) => this.#names(one, fault)));
            const silent = faults.filter((_, index) => found[index] === undefined);
            const titles = silent.map(({ title }) => title);
            assert.deepEqual(titles, [], `not named: ${titles.join("; ")}\n${told}`);
            const allowed = new Set<string>(faults.flatMap(({ also = [] }) => also));
            const others = findings.filter(
                (one) => !allowed.has(one.code) && !faults.some((fault) => this.#names(one, fault)),
            );
            assert.deepEqual(others, [], `told besides:\n${describeFindings(others)}`);
            const isBroken = findings.some(({ severity }) => severity === "error");
            assert.equal(exitCode, isBroken ? 1 : 0);
            named = found.flatMap((finding) => finding ?? []);
        });
        return named;
    }

    #names({ code, where, what }: LayerFinding, fault: Fault): boolean {
        return (
            code === fault.code && where.includes(fault.where(this.#scene)) && fault.what.test(what)
        );
    }
}

/** Controllers need a moment to notice what changed. Less than half of what mocha gives a test. */
function settle(work: () => Promise<void>): Promise<void> {
    return pRetry(work, {
        retries: 30,
        factor: 1,
        minTimeout: 2000,
        maxRetryTime: 180_000,
    });
}
