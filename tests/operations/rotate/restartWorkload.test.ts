import assert from "node:assert/strict";
import { restartWorkload } from "../../../operations/rotate/restartWorkload";
import { AnsweringServerStandin, type Reply } from "../support/answeringServerStandin";
import { plainCluster } from "../support/plainClusters";

const NOW = new Date("2026-01-01T00:00:00Z");
const PATH = "/apis/apps/v1/namespaces/shop";
const WEB = { namespace: "shop", kind: "Deployment", name: "web" };
const DONE = {
    metadata: { generation: 2 },
    spec: { replicas: 1 },
    status: { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
};

describe("restartWorkload", () => {
    let server: AnsweringServerStandin;
    let calls: string[];

    afterEach(() => {
        server.stop();
        assert.deepEqual(server.unexpected, []);
    });

    /** Restarts with an API server that answers so; the body of the change, if there was one. */
    async function restart(replies: Readonly<Record<string, Reply>>, workload = WEB) {
        calls = [];
        let change: unknown;
        server = await AnsweringServerStandin.start(({ call, body }) => {
            calls.push(call);
            change ??= body;
            return replies[call];
        });
        const kubeconfig = server.kubeconfig("operator");
        await restartWorkload({ ...plainCluster("cluster1"), kubeconfig }, workload, NOW);
        return change;
    }

    it("writes the annotation that kubectl writes, and waits for the new pods", async () => {
        const read = `GET ${PATH}/deployments/web`;
        const write = `PATCH ${PATH}/deployments/web?fieldManager=kubectl-rollout`;
        const change = await restart({ [read]: { body: DONE }, [write]: { body: DONE } });
        const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00.000Z" };
        assert.deepEqual(change, { spec: { template: { metadata: { annotations } } } });
        assert.deepEqual(calls, [read, write, read]);
    });

    const WHAT = "DaemonSet shop/agent of cluster1";
    const REFUSED: readonly [string, Readonly<Record<string, Reply>>, typeof WEB, string][] = [
        [
            "a DaemonSet whose pods somebody deletes",
            {
                [`GET ${PATH}/daemonsets/agent`]: {
                    body: { spec: { updateStrategy: { type: "OnDelete" } } },
                },
            },
            { ...WEB, kind: "DaemonSet", name: "agent" },
            `${WHAT} was to be restarted, but its updateStrategy is OnDelete`,
        ],
        [
            "a workload that may not be changed",
            {
                [`GET ${PATH}/daemonsets/agent`]: { body: {} },
                [`PATCH ${PATH}/daemonsets/agent?fieldManager=kubectl-rollout`]: {
                    status: 403,
                    body: { message: "no" },
                },
            },
            { ...WEB, kind: "DaemonSet", name: "agent" },
            `${WHAT} was to be restarted, but it answers 403: no`,
        ],
        [
            "a pod of its own",
            {},
            { ...WEB, kind: "Pod", name: "bare" },
            "Pod shop/bare of cluster1: nobody makes its pods anew; do it by hand",
        ],
    ];
    for (const [what, replies, workload, message] of REFUSED) {
        it(`refuses ${what}`, async () => {
            await assert.rejects(restart(replies, workload), { message });
        });
    }
});
