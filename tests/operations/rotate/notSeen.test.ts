import assert from "node:assert/strict";
import { notSeen } from "../../../operations/rotate/notSeen";
import { lookAtKubernetes } from "../../../operations/view/lookAtKubernetes";
import { AnsweringServerStandin } from "../support/answeringServerStandin";
import { LinkedMesh } from "../support/linkedMesh";

describe("notSeen", () => {
    const seen = (change: (mesh: LinkedMesh) => void) => {
        const mesh = new LinkedMesh();
        change(mesh);
        return notSeen(mesh.view());
    };

    it("has nothing of clusters that show all that a rotation judges by", () => {
        const others = ["nodes", "secrets in sample", "pods in metallb-system"];
        assert.deepEqual(
            seen((mesh) => mesh.kubernetes("cluster1").unlistable.push(...others)),
            [],
        );
    });

    it("names a cluster that does not answer", () => {
        assert.deepEqual(
            seen((mesh) => {
                mesh.kill("cluster2");
            }),
            ["cluster2: its API server does not answer"],
        );
    });

    it("names every kind that it judges by, as a look does where all are refused", async () => {
        const server = await AnsweringServerStandin.start(({ call }) => {
            if (call === "GET /version") return { body: { gitVersion: "v1.33.5" } };
            if (call === "GET /apis") return { body: { groups: [] } };
            return call.startsWith("POST ")
                ? { body: { status: { allowed: false } } }
                : { status: 403, body: { message: "forbidden" } };
        });
        const look = await lookAtKubernetes({ kubeconfig: server.kubeconfig("operator") });
        server.stop();
        assert.ok("seen" in look);
        const kinds = [
            "pods",
            "namespaces",
            "deployments.apps in linkerd",
            "configmaps in linkerd",
            "secrets in linkerd",
            "secrets in linkerd-multicluster",
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
        ];
        assert.deepEqual(
            seen((mesh) => mesh.kubernetes("cluster2").unlistable.push(...look.seen.unlistable)),
            [
                `cluster2: the user of context cluster2 may not list ${kinds.join(", ")} (docs/operations.md#rights-missing)`,
            ],
        );
    });

    it("has one line for each cluster", () => {
        const lines = seen((mesh) => {
            mesh.kubernetes("cluster1").unlistable.push("secrets in linkerd", "pods");
            mesh.kubernetes("cluster2").unlistable.push("pods");
        });
        assert.deepEqual(lines, [
            "cluster1: the user of context cluster1 may not list pods, secrets in linkerd (docs/operations.md#rights-missing)",
            "cluster2: the user of context cluster2 may not list pods (docs/operations.md#rights-missing)",
        ]);
    });
});
