import {
    CoreV1Api,
    Exec,
    KubeConfig,
    PatchStrategy,
    setHeaderOptions,
    type V1EphemeralContainer,
    type V1Pod,
    type V1Service,
    type V1Status,
} from "@kubernetes/client-node";
import { Writable } from "node:stream";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { timeLimit } from "../../stacks/survey/timeLimit";
import { getFromPod } from "../pods/getFromPod";
import { PodSockets } from "../pods/podSockets";
import { REQUEST_SECONDS, RUN_REQUESTS, type Question } from "./curl";

const LIMIT = timeLimit(10);

/** Seconds for the API server and the kubelet to start curl. */
const START_SECONDS = 10;

/** Ends one run of curl: by then it has ended in the pod, too. */
function runLimit(requests: number): AbortSignal {
    return AbortSignal.timeout((START_SECONDS + requests * REQUEST_SECONDS) * 1000);
}

/** After it no other run begins: requests that all wait to their end would take many minutes. */
function askLimit(requests: number): AbortSignal {
    return AbortSignal.timeout((30 + (requests * REQUEST_SECONDS) / 10) * 1000);
}

const LIMITS = { ask: askLimit, run: runLimit };

/** A container in which commands run. */
export interface Place {
    readonly namespace: string;
    readonly pod: string;
    readonly container: string;
}

/** An answer, and when it came here: milliseconds since 1970. */
export interface Timed<A> {
    readonly answer: A;
    readonly at: number;
}

/** Looks at pods of one cluster and asks from them, through the API server. */
export class PodClient {
    readonly #config = new KubeConfig();
    readonly #limits: typeof LIMITS;

    /** `limits` is for tests. */
    constructor(cluster: PlainClusterConfig, limits = LIMITS) {
        this.#config.loadFromString(cluster.kubeconfig);
        this.#limits = limits;
    }

    /** How this cluster is reached. */
    public get config(): KubeConfig {
        return this.#config;
    }

    /** Pods of a namespace. Rejects where the API server does not tell. */
    public async pods(namespace: string, labelSelector?: string): Promise<readonly V1Pod[]> {
        const core = this.#config.makeApiClient(CoreV1Api);
        return (await core.listNamespacedPod({ namespace, labelSelector }, LIMIT)).items;
    }

    /** Services of a namespace. Rejects where the API server does not tell. */
    public async services(namespace: string): Promise<readonly V1Service[]> {
        const core = this.#config.makeApiClient(CoreV1Api);
        return (await core.listNamespacedService({ namespace }, LIMIT)).items;
    }

    /** One pod. Rejects where the API server does not tell. */
    public pod(namespace: string, name: string): Promise<V1Pod> {
        return this.#config.makeApiClient(CoreV1Api).readNamespacedPod({ namespace, name }, LIMIT);
    }

    /** Adds an ephemeral container to a pod; there is no way to take it away again. */
    public async addContainer(
        { namespace, pod }: Omit<Place, "container">,
        container: V1EphemeralContainer,
    ): Promise<void> {
        const strategy = PatchStrategy.StrategicMergePatch;
        await this.#config.makeApiClient(CoreV1Api).patchNamespacedPodEphemeralcontainers(
            {
                ...{ namespace, name: pod },
                body: { spec: { ephemeralContainers: [container] } },
            },
            setHeaderOptions("Content-Type", strategy, LIMIT),
        );
    }

    /** What the proxy of a pod exposes, as Prometheus' text. */
    public proxyMetrics({ namespace, pod }: Place, port: number): Promise<string> {
        const end = AbortSignal.timeout(START_SECONDS * 1000);
        return getFromPod(this.#config, { namespace, pod, port }, "/metrics", end);
    }

    /**
     * Asks from a container. Resolves with the answers that came in time; rejects where the first run
     * of curl gives none.
     */
    public async ask<A>(
        place: Place,
        question: Question<A>,
        requests: number,
    ): Promise<readonly Timed<A>[]> {
        const end = this.#limits.ask(requests);
        let answers = await this.run(place, question, Math.min(RUN_REQUESTS, requests));
        let whole = answers.length === RUN_REQUESTS;
        while (whole && answers.length < requests && !end.aborted) {
            const size = Math.min(RUN_REQUESTS, requests - answers.length);
            const more = await this.run(place, question, size).catch(() => []);
            answers = [...answers, ...more];
            whole = more.length === size;
        }
        return answers;
    }

    /** A single run of curl, of at most {@link RUN_REQUESTS}. Rejects where it gives no answer. */
    public async run<A>(
        place: Place,
        question: Question<A>,
        requests: number,
        perSecond?: number,
    ): Promise<readonly Timed<A>[]> {
        const times: number[] = [];
        const stamp = (output: string) => {
            const { length } = question.read(output);
            while (times.length < length) times.push(Date.now());
        };
        const command = question.command(requests, perSecond);
        const { stdout, failure } = await this.exec(place, command, requests, stamp);
        const answers = question.read(stdout);
        if (answers.length === 0 && failure !== undefined) {
            throw new Error(`curl in pod ${place.pod}: ${failure}`);
        }
        return answers.map((answer, index) => ({ answer, at: times[index] ?? NaN }));
    }

    /**
     * Runs curl in a container, without a shell, for as long as so many requests may take. Rejects where
     * the API server does not run it; `failure` says that it ended otherwise than with success.
     */
    public async exec(
        { namespace, pod, container }: Place,
        command: readonly string[],
        requests = 0,
        onOutput: (output: string) => void = () => undefined,
    ): Promise<{ readonly stdout: string; readonly failure?: string }> {
        const [stdout, stderr] = [new Text(onOutput), new Text()];
        const sockets = new PodSockets(this.#config, this.#limits.run(requests));
        const exec = new Exec(this.#config, sockets);
        const ended: V1Status[] = [];
        const onEnd = (status: V1Status) => {
            ended.push(status);
            sockets.close();
        };
        try {
            const words = [...command];
            await exec.exec(namespace, pod, container, words, stdout, stderr, null, false, onEnd);
            await sockets.closed();
        } catch (error) {
            const reason = requestFailure(error);
            throw new Error(`curl was to run in pod ${pod}, but ${reason}`, { cause: error });
        } finally {
            sockets.close();
        }
        const [status] = ended;
        if (status?.status === "Success") return { stdout: stdout.text() };
        const reason = [status?.message, stderr.text().trim()].filter(Boolean).join(": ");
        return { stdout: stdout.text(), failure: reason === "" ? "it printed nothing" : reason };
    }
}

/** Keeps what is written; at once, so that it is all there when the status of a command comes. */
class Text extends Writable {
    readonly #chunks: Buffer[] = [];
    readonly #onText: (text: string) => void;

    constructor(onText: (text: string) => void = () => undefined) {
        super();
        this.#onText = onText;
    }

    public override _write(chunk: Buffer, _encoding: string, done: () => void): void {
        this.#chunks.push(chunk);
        this.#onText(this.text());
        done();
    }

    public text(): string {
        return Buffer.concat(this.#chunks).toString();
    }
}
