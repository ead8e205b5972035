import { createInterface } from "node:readline";
import { execa, type ExecaChildProcess } from "execa";
import { SAMPLE_NAMESPACE, SLEEP } from "../../components/sample/names";
import { curlCommand, readAnswers } from "../../operations/verify/curl";
import type { SandboxStack } from "./stack";

/** One request, and when it ended. */
export interface Asked {
    /** Seconds after the first. */
    readonly second: number;
    readonly failure?: string;
}

const CLIENTS = 4;
const PER_SECOND = 20;

/** Longest time that requests are sent for: curl counts requests and not seconds. */
const LONGEST_SECONDS = 900;

/** Requests through the sample's split that go on while something else happens. */
export class RequestStream {
    readonly #clients: readonly ExecaChildProcess[];
    readonly #asked: Asked[] = [];
    readonly #ended: string[] = [];
    readonly #started = Date.now();
    #stopped = false;

    private constructor(stack: SandboxStack, cluster: string) {
        const [curl = "", ...args] = curlCommand(PER_SECOND * LONGEST_SECONDS);
        const inPod = [
            "--namespace",
            SAMPLE_NAMESPACE,
            `deployment/${SLEEP}`,
            "--container",
            SLEEP,
        ];
        this.#clients = Array.from({ length: CLIENTS }, () =>
            execa(
                stack.tool("kubectl"),
                [
                    ...["--kubeconfig", stack.kubeconfig(cluster), "exec", ...inPod, "--"],
                    ...[curl, "--rate", `${String(PER_SECOND)}/s`, ...args],
                ],
                { reject: false, buffer: false },
            ),
        );
        for (const client of this.#clients) this.#listen(client);
    }

    /** Starts to send requests from the sample's client in `cluster`. */
    public static start(stack: SandboxStack, cluster: string): RequestStream {
        return new RequestStream(stack, cluster);
    }

    /** What was answered since the start. */
    public get asked(): readonly Asked[] {
        return this.#asked;
    }

    /** Ends the requests. Throws when they ended before, since nothing was asked from then on. */
    public async stop(): Promise<readonly Asked[]> {
        this.#stopped = true;
        for (const client of this.#clients) client.kill();
        await Promise.all(this.#clients);
        if (this.#ended.length > 0) {
            throw new Error(`requests ended before their time: ${this.#ended.join("; ")}`);
        }
        return this.#asked;
    }

    #listen(client: ExecaChildProcess): void {
        let lines: string[] = [];
        const { stdout, stderr } = client;
        if (stdout === null || stderr === null) throw new Error("kubectl has no output");
        createInterface(stdout).on("line", (line) => {
            lines.push(line);
            const [answer] = readAnswers(`${lines.join("\n")}\n`);
            if (answer === undefined) return;
            lines = [];
            const second = Math.floor((Date.now() - this.#started) / 1000);
            this.#asked.push({ second, ...("failure" in answer && { failure: answer.failure }) });
        });
        let told = "";
        stderr.on("data", (chunk) => {
            told += String(chunk);
        });
        void client.on("exit", (code) => {
            const second = Math.round((Date.now() - this.#started) / 1000);
            if (this.#stopped) return;
            this.#ended.push(
                `kubectl ended with ${String(code)} after ${String(second)} s: ${told}`,
            );
        });
    }
}

/** How many failed, and each kind of failure with the seconds in which it was seen. Pure. */
export function describeAsked(asked: readonly Asked[]): string {
    const failed = asked.filter(({ failure }) => failure !== undefined);
    const kinds = [...new Set(failed.map(({ failure }) => failure))].map((kind) => {
        const seconds = failed
            .filter(({ failure }) => failure === kind)
            .map(({ second }) => second);
        const from = String(Math.min(...seconds));
        return `  ${String(seconds.length)} from second ${from} to ${String(Math.max(...seconds))}: ${String(kind)}`;
    });
    return [`${String(failed.length)} of ${String(asked.length)} requests failed`, ...kinds].join(
        "\n",
    );
}
