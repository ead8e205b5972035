import { V1ClusterRoleBinding, V1ObjectMeta, V1RoleBinding } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { grantsOf, serviceAccountOf } from "../../../operations/view/grants";
import { make } from "../support/kubernetesObjects";

const ACCOUNT = { namespace: "linkerd-multicluster", name: "peer" };
const SUBJECT = { kind: "ServiceAccount", ...ACCOUNT };

function fields(name: string, role: string, subject: object, metadata: object = {}) {
    return {
        metadata: make(V1ObjectMeta, { name, ...metadata }),
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
        subjects: [{ kind: "User", name: "somebody", ...subject }],
    };
}

function clusterRoleBinding(...args: Parameters<typeof fields>) {
    return make(V1ClusterRoleBinding, fields(...args));
}

describe("serviceAccountOf", () => {
    it("finds the account in the name that an API server gives it", () => {
        assert.deepEqual(
            serviceAccountOf("system:serviceaccount:linkerd-multicluster:peer"),
            ACCOUNT,
        );
        assert.equal(serviceAccountOf("kubernetes-admin"), undefined);
    });
});

describe("grantsOf", () => {
    it("passes over the program's own binding, Kubernetes' own, and those of others", () => {
        const bootstrap = { labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } };
        const group = { kind: "Group", name: "system:serviceaccounts" };
        assert.deepEqual(
            grantsOf(
                ACCOUNT,
                [
                    clusterRoleBinding("peer", "peer", SUBJECT),
                    clusterRoleBinding("discovery", "discovery", group, bootstrap),
                    clusterRoleBinding("other", "cluster-admin", { ...SUBJECT, name: "other" }),
                    clusterRoleBinding("away", "cluster-admin", { ...SUBJECT, namespace: "shop" }),
                    make(V1ClusterRoleBinding, {
                        ...fields("empty", "cluster-admin", {}),
                        subjects: undefined,
                    }),
                ],
                [],
            ),
            [],
        );
    });

    it("names bindings of the account, by either name, and of its groups", () => {
        const user = { kind: "User", name: "system:serviceaccount:linkerd-multicluster:peer" };
        const group = { kind: "Group", name: "system:serviceaccounts:linkerd-multicluster" };
        assert.deepEqual(
            grantsOf(
                ACCOUNT,
                [
                    clusterRoleBinding("fault", "cluster-admin", SUBJECT),
                    clusterRoleBinding("peer", "cluster-admin", SUBJECT),
                    clusterRoleBinding("user", "view", user),
                    clusterRoleBinding("all", "view", {
                        kind: "Group",
                        name: "system:authenticated",
                    }),
                ],
                [make(V1RoleBinding, fields("group", "view", group, { namespace: "shop" }))],
            ),
            [
                { kind: "clusterrolebinding", name: "fault" },
                { kind: "clusterrolebinding", name: "peer" },
                { kind: "clusterrolebinding", name: "user" },
                { kind: "clusterrolebinding", name: "all", group: "system:authenticated" },
                { kind: "rolebinding", name: "group", namespace: "shop", group: group.name },
            ],
        );
    });
});
