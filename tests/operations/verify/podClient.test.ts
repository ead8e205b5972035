import assert from "node:assert/strict";
import type { WebSocket } from "ws";
import { HELLO } from "../../../operations/verify/curl";
import { PodClient } from "../../../operations/verify/podClient";
import { AnsweringServerStandin, type UpgradeResponder } from "../support/answeringServerStandin";
import { LinkedMesh } from "../support/linkedMesh";

const [STDOUT, STDERR, STATUS] = [1, 2, 3];
const SUCCESS = JSON.stringify({ status: "Success" });
const FAILURE = JSON.stringify({ status: "Failure", message: "command terminated: exit code 6" });
const ANSWER = "Hello version: v1, instance: helloworld-v1-abc\n\n#answer\t200\t0.001\t\t\n";
const ASKED = "curl was to run in pod sleep-a, but";

function send(socket: WebSocket, stream: number, text: string): void {
    socket.send(Buffer.concat([Buffer.from([stream]), Buffer.from(text)]));
}

// That a real kubelet runs curl in a pod is for the tests on the sandbox to show.

describe("a pod's client", () => {
    let server: AnsweringServerStandin;
    /** Requests of each run of curl. */
    let runs: number[];
    let limits: { ask: AbortController; run: AbortController };

    beforeEach(() => {
        runs = [];
        limits = { ask: new AbortController(), run: new AbortController() };
    });

    afterEach(() => {
        server.stop();
    });

    /** What the runs of curl do, one after the other; the last one repeats. */
    async function ask(
        requests: number,
        ...answers: ((socket: WebSocket, size: number) => void)[]
    ) {
        const run: UpgradeResponder = (call, accept) => {
            const size = Number(/hello%3F%5B1-(\d+)%5D/.exec(call)?.[1]);
            const answer = answers[Math.min(runs.length, answers.length - 1)];
            runs.push(size);
            if (answer === undefined) {
                limits.run.abort();
            } else {
                void accept().then((socket) => {
                    answer(socket, size);
                });
            }
        };
        server = await AnsweringServerStandin.start(() => undefined, run);
        const [cluster] = new LinkedMesh().config.clusters;
        if (cluster === undefined) throw new Error("no cluster");
        const client = new PodClient(
            { ...cluster, kubeconfig: server.kubeconfig("operator") },
            { ask: () => limits.ask.signal, run: () => limits.run.signal },
        );
        const place = { namespace: "sample", pod: "sleep-a", container: "sleep" };
        const answered = await client.ask(place, HELLO, requests).finally(() => server.left());
        return answered.length;
    }

    const whole = (socket: WebSocket, size: number) => {
        send(socket, STDOUT, ANSWER.repeat(size));
        send(socket, STATUS, SUCCESS);
    };

    const stop = () => {
        limits.run.abort();
    };

    it("asks in runs that are short, as one that is lost ends by itself in the pod", async () => {
        assert.deepEqual([await ask(25, whole), runs], [25, [10, 10, 5]]);
    });

    it("begins no other run after its limit", async () => {
        const last = (socket: WebSocket, size: number) => {
            limits.ask.abort();
            whole(socket, size);
        };
        assert.deepEqual([await ask(100, whole, last), runs], [20, [10, 10]]);
    });

    it("keeps the answers before a run that fails, and begins no other", async () => {
        const failed = (socket: WebSocket) => {
            send(socket, STATUS, FAILURE);
        };
        assert.deepEqual([await ask(100, whole, failed), runs], [10, [10, 10]]);
    });

    it("keeps the answers before the end of a connection", async () => {
        const cut = (socket: WebSocket) => {
            send(socket, STDOUT, ANSWER.repeat(3));
            socket.close();
        };
        assert.deepEqual([await ask(100, cut), runs], [3, [10]]);
    });

    it("keeps the answers before a silence that lasts to the limit", async () => {
        const silent = (socket: WebSocket) => {
            send(socket, STDOUT, ANSWER.repeat(3));
            // The client has read them when it answers this.
            socket.once("pong", stop).ping();
        };
        assert.deepEqual([await ask(100, silent), runs], [3, [10]]);
    });

    it("says that nothing was printed before the limit", async () => {
        const silent = (socket: WebSocket) => {
            socket.once("pong", stop).ping();
        };
        await assert.rejects(ask(1, silent), {
            message: "curl in pod sleep-a: it printed nothing",
        });
    });

    it("says what curl complains about", async () => {
        const failed = (socket: WebSocket) => {
            send(socket, STDERR, "no such host\n");
            send(socket, STATUS, FAILURE);
        };
        await assert.rejects(ask(1, failed), {
            message: "curl in pod sleep-a: command terminated: exit code 6: no such host",
        });
    });

    it("ends at the limit of a run with an API server that never answers the upgrade", async () => {
        await assert.rejects(ask(1), { message: `${ASKED} it does not answer` });
    });
});
