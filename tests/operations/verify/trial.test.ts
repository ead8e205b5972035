import assert from "node:assert/strict";
import { runTrial } from "../../../operations/verify/trial";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { AnsweringServerStandin } from "../support/answeringServerStandin";
import { LinkedMesh } from "../support/linkedMesh";

const DEAD = "http://127.0.0.1:1";
const SLEEP = {
    metadata: { name: "sleep-a", labels: { app: "sleep" } },
    status: { conditions: [{ type: "Ready", status: "True" }] },
};

describe("a trial", () => {
    let server: AnsweringServerStandin;

    beforeEach(async () => {
        server = await AnsweringServerStandin.start(() => ({ body: { items: [SLEEP] } }));
    });

    afterEach(() => {
        server.stop();
    });

    /** The only problem of a trial from cluster2, in a mesh whose named cluster does not answer. */
    async function problem(dead: string): Promise<string> {
        const [cluster] = new LinkedMesh().config.clusters;
        if (cluster === undefined) throw new Error("no cluster");
        const alive = server.kubeconfig("operator");
        const clusters = ["cluster1", "cluster2", "cluster3"].map((name): PlainClusterConfig => ({
            ...cluster,
            name,
            kubeconfig: name === dead ? alive.replace(server.url, DEAD) : alive,
        }));
        const [, source] = clusters;
        if (source === undefined) throw new Error("no source");
        const weights = { local: 50, mirrored: 50 };
        const verdict = await runTrial({ source, clusters, weights, requests: 1, wait: 0 });
        return verdict.problems.join();
    }

    for (const name of ["cluster1", "cluster2"]) {
        it(`names ${name}, which does not answer`, async () => {
            assert.equal(
                await problem(name),
                `the pods of ${name} were asked for, but the connection is refused`,
            );
        });
    }

    it("gets to asking from its pod without a cluster that has no part in the split", async () => {
        assert.equal(
            await problem("cluster3"),
            "curl was to run in pod sleep-a, but it answers 200",
        );
    });
});

describe("a trial that the second cluster alone answers", () => {
    const POD = "helloworld-v2-a";
    const HELLOWORLD = { metadata: { name: POD, labels: { app: "helloworld" } } };
    const ANSWER = `Hello version: v2, instance: ${POD}\n\n#answer\t200\t0.001\t\t\n`;

    it("counts the requests before those that count", async () => {
        const server = await AnsweringServerStandin.start(
            () => ({ body: { items: [SLEEP, HELLOWORLD] } }),
            (call, accept) => {
                const size = Number(/hello%3F%5B1-(\d+)%5D/.exec(call)?.[1]);
                void accept().then((socket) => {
                    socket.send(Buffer.from(`\u0001${ANSWER.repeat(size)}`));
                    socket.send(Buffer.from(`\u0003${JSON.stringify({ status: "Success" })}`));
                });
            },
        );
        const clusters = new LinkedMesh().config.clusters.map((cluster) => ({
            ...cluster,
            kubeconfig: server.kubeconfig("operator"),
        }));
        const [, source] = clusters;
        if (source === undefined) throw new Error("no source");
        // Chance explains that none of 20 requests went to the first cluster, and not that none of 30 did.
        const weights = { local: 70, mirrored: 30 };
        const verdict = await runTrial({ source, clusters, weights, requests: 20, wait: 0 });
        server.stop();
        assert.deepEqual(verdict.problems, ["cluster1 never answered, and its weight is 30.0 %"]);
    });
});
