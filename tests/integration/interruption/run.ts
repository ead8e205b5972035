import { setTimeout as sleep } from "node:timers/promises";
import { execa, type ExecaChildProcess } from "execa";
import { readFile, readdir } from "node:fs/promises";
import type { Look } from "./world";
import type { SandboxStack } from "../stack";

/** A line of the engine about a resource other than the stack. */
const STEP = /^ [-+~=]+ +(?!pulumi:pulumi:)\S+:\S+ /m;

/** What there is of the processes that a run started. */
export interface Process {
    readonly pid: number;
    readonly parent: number;
    readonly command: string;
}

/** A run of `pulumi` in a process group of its own, as a terminal starts one. */
export class Run {
    /** How it ended: its exit code, or the name of the signal that ended it. */
    public readonly ended: Promise<number | string>;
    readonly #child: ExecaChildProcess;
    #printed = "";
    #hasEnded = false;

    private constructor(child: ExecaChildProcess) {
        this.#child = child;
        for (const stream of [child.stdout, child.stderr]) {
            stream?.on("data", (chunk) => {
                this.#printed += String(chunk);
            });
        }
        // The types of execa leave out that a process ended by a signal has no exit code.
        this.ended = child.then((ending: { exitCode?: number; signal?: string }) => {
            this.#hasEnded = true;
            return ending.exitCode ?? ending.signal ?? "it did not start";
        });
    }

    public static pulumi(stack: SandboxStack, ...args: string[]): Run {
        const [file, words, env] = stack.pulumiCommand(...args);
        return Run.start(stack, file, words, env);
    }

    public static start(
        { settings }: SandboxStack,
        file: string,
        args: readonly string[],
        env: Readonly<Record<string, string | undefined>>,
    ): Run {
        const options = { cwd: settings.projectDir, env, reject: false, detached: true } as const;
        return new Run(execa(file, args, { ...options, stdin: "ignore", buffer: false }));
    }

    public get printed(): string {
        return this.#printed;
    }

    public get pid(): number {
        if (this.#child.pid === undefined) throw new Error("the process did not start");
        return this.#child.pid;
    }

    /** What a terminal does at Ctrl-C. */
    public interrupt(): void {
        process.kill(-this.pid, "SIGINT");
    }

    /**
     * Waits until one of `looks` sees another object than before, or misses one; undefined where the run
     * has come to its end first.
     */
    public async until<Seen extends { readonly look: Look }>(
        change: "more" | "fewer",
        looks: readonly Seen[],
    ): Promise<{ readonly seen: Seen; readonly object: string } | undefined> {
        const before = await Promise.all(looks.map(({ look }) => look()));
        // Not before the first step: so many questions keep Keystone from answering the survey.
        await this.prints(STEP);
        while (!this.#hasEnded) {
            for (const [index, seen] of looks.entries()) {
                const was = before[index] ?? [];
                const now = await seen.look();
                const [object] =
                    change === "more"
                        ? now.filter((one) => !was.includes(one))
                        : was.filter((one) => !now.includes(one));
                if (object !== undefined) return { seen, object };
            }
            await sleep(30);
        }
        return undefined;
    }

    /** Waits for a text in what it prints, or for its end. */
    public async prints(text: RegExp): Promise<void> {
        while (!this.#hasEnded && !text.test(this.#printed)) await sleep(30);
    }

    /** Waits until `isSo` of the processes below it, or for its end; what they are then. */
    public async below(isSo: (all: readonly Process[]) => boolean): Promise<readonly Process[]> {
        for (;;) {
            const all = await descendants(this.pid);
            if (this.#hasEnded || isSo(all)) return all;
            await sleep(30);
        }
    }

    /** Kills the engine alone; what it had started, with what is left of that after two seconds. */
    public async kill(): Promise<readonly Process[]> {
        const started = await descendants(this.pid);
        process.kill(this.pid, "SIGKILL");
        await this.ended;
        await sleep(2000);
        return alive(started);
    }
}

/** Every process of this machine, and of the containers on it. */
export async function processes(): Promise<Process[]> {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const all = await Promise.all(
        pids.map(async (pid) => {
            try {
                const stat = await readFile(`/proc/${pid}/stat`, "utf8");
                const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
                const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll(
                    "\0",
                    " ",
                );
                return state === "Z" ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
            } catch {
                return []; // It has ended meanwhile.
            }
        }),
    );
    return all.flat();
}

async function descendants(root: number): Promise<Process[]> {
    const all = await processes();
    const below = (pid: number): Process[] =>
        all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)]);
    return below(root);
}

/** Those of `started` that are there still. */
export async function alive(started: readonly Process[]): Promise<Process[]> {
    const all = await processes();
    return started.filter((one) =>
        all.some(({ pid, command }) => pid === one.pid && command === one.command),
    );
}

/** Ends what a killed engine left. */
export async function end(left: readonly Process[]): Promise<void> {
    for (const { pid } of await alive(left)) process.kill(pid, "SIGTERM");
    await sleep(500);
    for (const { pid } of await alive(left)) process.kill(pid, "SIGKILL");
}
