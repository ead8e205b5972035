import { CoreV1Api, Exec, KubeConfig, type V1Pod, type V1Status } from "@kubernetes/client-node";
import { Writable } from "node:stream";
import { SAMPLE_NAMESPACE, SLEEP } from "../../components/sample/names";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { timeLimit } from "../../stacks/survey/timeLimit";
import { curlCommand, readAnswers, REQUEST_SECONDS, type Answer } from "./curl";

const LIMIT = timeLimit(10);

/** Looks at the sample's pods of one cluster and asks from one of them, through the API server. */
export class PodClient {
    readonly #config = new KubeConfig();

    constructor(cluster: PlainClusterConfig) {
        this.#config.loadFromString(cluster.kubeconfig);
    }

    /** Pods of the sample. Rejects where the API server does not tell. */
    public async pods(): Promise<readonly V1Pod[]> {
        const core = this.#config.makeApiClient(CoreV1Api);
        return (await core.listNamespacedPod({ namespace: SAMPLE_NAMESPACE }, LIMIT)).items;
    }

    /**
     * Asks helloworld from a pod. Resolves with the answers that came in time; rejects where curl
     * could not be run.
     */
    public async ask(pod: string, requests: number): Promise<readonly Answer[]> {
        const [stdout, stderr] = [new Text(), new Text()];
        const status = await new Promise<V1Status | undefined>((resolve, reject) => {
            const end = AbortSignal.timeout(limitSeconds(requests) * 1000);
            const command = curlCommand(requests);
            new Exec(this.#config)
                .exec(SAMPLE_NAMESPACE, pod, SLEEP, command, stdout, stderr, null, false, resolve)
                .then((socket: Socket) => {
                    const stop = () => {
                        socket.close();
                        resolve(undefined);
                    };
                    socket.onclose = stop;
                    end.onabort = stop;
                    if (end.aborted) stop();
                })
                .catch((error: unknown) => {
                    // The WebSocket rejects with an event that is no Error.
                    const { message } = error as { readonly message?: string };
                    reject(new Error(message ?? "the connection failed"));
                });
        });
        const answers = readAnswers(stdout.text());
        if (answers.length === 0 && status?.status !== "Success") {
            const reason = [status?.message, stderr.text().trim()].filter(Boolean).join(": ");
            throw new Error(`curl in pod ${pod}: ${reason === "" ? "it printed nothing" : reason}`);
        }
        return answers;
    }
}

/** Seconds for one run of curl: requests that all wait to their end would take many minutes. */
function limitSeconds(requests: number): number {
    return 30 + (requests * REQUEST_SECONDS) / 10;
}

/** The client's WebSocket, whose own types need a package that it does not bring. */
interface Socket {
    close(): void;
    onclose: (() => void) | null;
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
