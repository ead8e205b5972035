import { CoreV1Api, Exec, KubeConfig, type V1Pod, type V1Status } from "@kubernetes/client-node";
import { Writable } from "node:stream";
import { SAMPLE_NAMESPACE as NAMESPACE, SLEEP } from "../../components/sample/names";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { timeLimit } from "../../stacks/survey/timeLimit";
import { PodSockets } from "../pods/podSockets";
import { curlCommand, readAnswers, REQUEST_SECONDS, RUN_REQUESTS, type Answer } from "./curl";

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

/** Looks at the sample's pods of one cluster and asks from one of them, through the API server. */
export class PodClient {
    readonly #config = new KubeConfig();
    readonly #limits: typeof LIMITS;

    /** `limits` is for tests. */
    constructor(cluster: PlainClusterConfig, limits = LIMITS) {
        this.#config.loadFromString(cluster.kubeconfig);
        this.#limits = limits;
    }

    /** Pods of the sample. Rejects where the API server does not tell. */
    public async pods(): Promise<readonly V1Pod[]> {
        const core = this.#config.makeApiClient(CoreV1Api);
        return (await core.listNamespacedPod({ namespace: NAMESPACE }, LIMIT)).items;
    }

    /**
     * Asks helloworld from a pod. Resolves with the answers that came in time; rejects where the
     * first run of curl gives none.
     */
    public async ask(pod: string, requests: number): Promise<readonly Answer[]> {
        const end = this.#limits.ask(requests);
        let answers = await this.#run(pod, Math.min(RUN_REQUESTS, requests));
        let whole = answers.length === RUN_REQUESTS;
        while (whole && answers.length < requests && !end.aborted) {
            const size = Math.min(RUN_REQUESTS, requests - answers.length);
            const more = await this.#run(pod, size).catch(() => []);
            answers = [...answers, ...more];
            whole = more.length === size;
        }
        return answers;
    }

    async #run(pod: string, requests: number): Promise<readonly Answer[]> {
        const [stdout, stderr] = [new Text(), new Text()];
        const sockets = new PodSockets(this.#config, this.#limits.run(requests));
        const exec = new Exec(this.#config, sockets);
        const command = curlCommand(requests);
        const ended: V1Status[] = [];
        const onEnd = (status: V1Status) => {
            ended.push(status);
            sockets.close();
        };
        try {
            await exec.exec(NAMESPACE, pod, SLEEP, command, stdout, stderr, null, false, onEnd);
            await sockets.closed();
        } catch (error) {
            const reason = requestFailure(error);
            throw new Error(`curl was to run in pod ${pod}, but ${reason}`, { cause: error });
        } finally {
            sockets.close();
        }
        const answers = readAnswers(stdout.text());
        const [status] = ended;
        if (answers.length === 0 && status?.status !== "Success") {
            const reason = [status?.message, stderr.text().trim()].filter(Boolean).join(": ");
            throw new Error(`curl in pod ${pod}: ${reason === "" ? "it printed nothing" : reason}`);
        }
        return answers;
    }
}

/** Keeps what is written; at once, so that it is all there when the status of a command comes. */
class Text extends Writable {
    readonly #chunks: Buffer[] = [];

    public override _write(chunk: Buffer, _encoding: string, done: () => void): void {
        this.#chunks.push(chunk);
        done();
    }

    public text(): string {
        return Buffer.concat(this.#chunks).toString();
    }
}
