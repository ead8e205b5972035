import assert from "node:assert/strict";
import { leftLines, restartCommand, restartsOf } from "../../../operations/rotate/restarts";
import { isByHand, isRolledOut, type RolledOut } from "../../../operations/rotate/rollout";
import { LinkedMesh } from "../support/linkedMesh";

const POD = { isCurrent: false, signedBy: 1 };
const pod = (cluster: string, namespace: string, kind: string, name: string) => ({
    ...POD,
    ...{ cluster, namespace, kind, name },
});
const PODS = [
    pod("cluster1", "shop", "Deployment", "web"),
    pod("cluster1", "shop", "Deployment", "web"),
    pod("cluster1", "shop", "Pod", "bare"),
    pod("cluster2", "sample", "Deployment", "sleep"),
    pod("cluster1", "linkerd-multicluster", "Deployment", "linkerd-gateway"),
    pod("cluster2", "linkerd", "Deployment", "linkerd-destination"),
    pod("cluster2", "linkerd", "Deployment", "linkerd-identity"),
];
const names = (list: readonly { cluster: string; namespace: string; name: string }[]) =>
    list.map(({ cluster, namespace, name }) => `${cluster} ${namespace}/${name}`);

describe("restartsOf", () => {
    const { config } = new LinkedMesh();

    it("leaves workloads of the operator's own, and begins with who signs certificates", () => {
        const { own, byHand } = restartsOf(PODS, config, false);
        assert.deepEqual(names(own), [
            "cluster2 linkerd/linkerd-identity",
            "cluster2 linkerd/linkerd-destination",
            "cluster1 linkerd-multicluster/linkerd-gateway",
            "cluster2 sample/sleep",
        ]);
        assert.deepEqual(names(byHand), ["cluster1 shop/web", "cluster1 shop/bare"]);
    });

    it("leaves only pods that nobody makes anew where it restarts everything", () => {
        const { own, byHand } = restartsOf(PODS, config, true);
        assert.ok(names(own).includes("cluster1 shop/web"));
        assert.deepEqual(names(byHand), ["cluster1 shop/bare"]);
    });

    it("takes the namespace of a sample that is not there for the operator's", () => {
        const { byHand } = restartsOf(PODS, {}, false);
        assert.ok(names(byHand).includes("cluster2 sample/sleep"));
    });

    it("writes what the operator types", () => {
        const [web, bare] = restartsOf(PODS, config, false).byHand.map((one) =>
            restartCommand(config, one),
        );
        assert.equal(
            web,
            "kubectl --context cluster1 --namespace shop rollout restart deployment/web",
        );
        assert.equal(bare, "Pod shop/bare of cluster1: nobody makes its pods anew");
    });

    it("says what to do with what it may restart only if it is told, and with the rest", () => {
        const job = pod("cluster2", "shop", "Job", "batch");
        const left = (everything: boolean) =>
            leftLines(restartsOf([...PODS, job], config, everything).byHand, config);
        const rest = [
            "These are yours to end, or to make anew:",
            "  Pod shop/bare of cluster1: nobody makes its pods anew",
            "  kubectl --context cluster2 --namespace shop delete pods --selector job-name=batch  # or wait for its end",
        ];
        assert.deepEqual(left(false), [
            "Restart these, or write --restart all:",
            "  kubectl --context cluster1 --namespace shop rollout restart deployment/web",
            ...rest,
        ]);
        assert.deepEqual(left(true), rest);
        assert.deepEqual(leftLines([], config), []);
    });
});

/** Objects as the API server gives them. */
function given(kind: RolledOut["kind"], spec: object, status: object): RolledOut {
    const object: object = { metadata: { generation: 2 }, spec, status };
    return { kind, object };
}

describe("isRolledOut", () => {
    const UPDATED = { observedGeneration: 2, updatedReplicas: 2 };
    const CASES: readonly [string, RolledOut, boolean][] = [
        [
            "a Deployment whose pods are all new and there",
            given("Deployment", { replicas: 2 }, { ...UPDATED, replicas: 2, availableReplicas: 2 }),
            true,
        ],
        [
            "a Deployment with an old pod",
            given("Deployment", { replicas: 2 }, { ...UPDATED, replicas: 3, availableReplicas: 3 }),
            false,
        ],
        [
            "a Deployment that its controller has not seen",
            given(
                "Deployment",
                { replicas: 2 },
                {
                    ...{ observedGeneration: 1, updatedReplicas: 2 },
                    ...{ replicas: 2, availableReplicas: 2 },
                },
            ),
            false,
        ],
        [
            "a StatefulSet whose pods are all new and ready",
            given("StatefulSet", { replicas: 2 }, { ...UPDATED, readyReplicas: 2 }),
            true,
        ],
        [
            "a StatefulSet on its way",
            given(
                "StatefulSet",
                { replicas: 2 },
                {
                    ...{ observedGeneration: 2, updatedReplicas: 1, readyReplicas: 2 },
                    ...{ currentRevision: "a", updateRevision: "b" },
                },
            ),
            false,
        ],
        [
            "a StatefulSet with none",
            given("StatefulSet", { replicas: 0 }, { observedGeneration: 2 }),
            true,
        ],
        [
            "a DaemonSet on all nodes",
            given(
                "DaemonSet",
                {},
                {
                    ...{ observedGeneration: 2, desiredNumberScheduled: 3 },
                    ...{ updatedNumberScheduled: 3, numberAvailable: 3 },
                },
            ),
            true,
        ],
        [
            "a DaemonSet on its way",
            given(
                "DaemonSet",
                {},
                {
                    ...{ observedGeneration: 2, desiredNumberScheduled: 3 },
                    ...{ updatedNumberScheduled: 2, numberAvailable: 3 },
                },
            ),
            false,
        ],
    ];
    for (const [what, workload, done] of CASES) {
        it(`takes ${what} for ${done ? "done" : "not done"}`, () => {
            assert.equal(isRolledOut(workload), done);
        });
    }

    it("tells what waits for somebody to delete its pods", () => {
        const spec = { updateStrategy: { type: "OnDelete" } };
        assert.equal(isByHand(given("DaemonSet", spec, {})), true);
        assert.equal(isByHand(given("StatefulSet", {}, {})), false);
        assert.equal(isByHand(given("Deployment", {}, {})), false);
    });
});
