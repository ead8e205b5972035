import assert from "node:assert/strict";
import { lookAtCredentials } from "../../../operations/view/lookAtCredentials";
import type { Look } from "../../../stacks/survey/look";
import {
    AnsweringServerStandin,
    type Reply,
    type Responder,
} from "../support/answeringServerStandin";
import { LinkedMesh, remove } from "../support/linkedMesh";

const USER =
    "system:serviceaccount:linkerd-multicluster:linkerd-service-mirror-remote-access-cluster1";
const AUTHORIZATION = "POST /apis/authorization.k8s.io/v1";
const RBAC = "GET /apis/rbac.authorization.k8s.io/v1";
/** Of the Secret in the view of cluster1. */
const TOKEN = "token of cluster1 in cluster2";

interface Review {
    readonly spec: {
        readonly namespace?: string;
        readonly resourceAttributes?: { readonly verb: string; readonly resource: string };
    };
}

describe("lookAtCredentials", () => {
    let server: AnsweringServerStandin;
    const look = async (respond: Responder): Promise<Look<unknown>> => {
        server = await AnsweringServerStandin.start(respond);
        const [, target] = new LinkedMesh().config.clusters;
        if (target === undefined) throw new Error("no second cluster");
        const kubernetes = new LinkedMesh().kubernetes("cluster1");
        return lookAtCredentials(
            kubernetes,
            { ...target, kubeconfig: server.kubeconfig("operator") },
            "cluster2",
        );
    };
    const self: Reply = { status: 201, body: { status: { userInfo: { username: USER } } } };

    afterEach(() => {
        server.stop();
    });

    it("asks as whom the Secret's token is taken and what that one may do, in each namespace that binds it", async () => {
        const namespaces: string[] = [];
        const seen = await look(({ call, token, body }) => {
            const { namespace, resourceAttributes } = (body as Review | undefined)?.spec ?? {};
            if (call.startsWith(RBAC)) {
                assert.equal(token, "operator", call);
                const subjects = [{ kind: "User", name: USER }];
                const item = { metadata: { name: "extra", namespace: "shop" }, subjects };
                return {
                    body: { items: call === `${RBAC}/rolebindings` ? [item] : [] },
                };
            }
            assert.equal(token, TOKEN, call);
            if (call === "POST /apis/authentication.k8s.io/v1/selfsubjectreviews") return self;
            if (call === `${AUTHORIZATION}/selfsubjectaccessreviews`) {
                const { verb, resource } = resourceAttributes ?? {};
                return {
                    body: { status: { allowed: verb !== "watch" || resource !== "services" } },
                };
            }
            if (call !== `${AUTHORIZATION}/selfsubjectrulesreviews`) return undefined;
            namespaces.push(namespace ?? "");
            const rule = { verbs: ["get"], apiGroups: [""], resources: ["secrets"] };
            return { body: { status: { resourceRules: namespace === "shop" ? [rule] : [] } } };
        });
        assert.deepEqual(server.unexpected, []);
        assert.deepEqual(namespaces.sort(), ["linkerd-multicluster", "shop"]);
        assert.deepEqual(seen, {
            seen: {
                server: "https://203.0.113.21:6443",
                user: USER,
                missing: ["watch services"],
                excess: ["get secrets"],
                grants: [{ kind: "rolebinding", name: "extra", namespace: "shop" }],
            },
        });
    });

    it("says that a token is not accepted", async () => {
        assert.deepEqual(await look(() => ({ status: 401, body: { message: "Unauthorized" } })), {
            failure: "cluster2 does not accept the token in Secret cluster-credentials-cluster2",
            kind: "credentials",
        });
    });

    it("goes on in a cluster before Kubernetes 1.28, which does not say as whom a token is taken", async () => {
        const seen = await look(({ call }) => {
            if (call.endsWith("/selfsubjectreviews")) {
                return { status: 404, body: "404 page not found" };
            }
            return { body: { items: [], status: { allowed: true, resourceRules: [] } } };
        });
        assert.deepEqual(seen, {
            // The view's token is none of a ServiceAccount's and so has no name in it.
            seen: {
                server: "https://203.0.113.21:6443",
                user: "",
                missing: [],
                excess: [],
                grants: [],
            },
        });
    });

    it("says what an API server answers instead", async () => {
        assert.deepEqual(await look(() => ({ status: 500, body: { message: "etcd is away" } })), {
            failure: "cluster2 was asked about its credentials, but it answers 500: etcd is away",
        });
    });

    it("goes on without bindings where the operator may not read them", async () => {
        const seen = await look(({ call }) => {
            if (call.startsWith(RBAC)) return { status: 403, body: {} };
            if (call.endsWith("/selfsubjectreviews")) return self;
            return { body: { status: { allowed: true, resourceRules: [] } } };
        });
        assert.deepEqual("seen" in seen && seen.seen, {
            server: "https://203.0.113.21:6443",
            user: USER,
            missing: [],
            excess: [],
            grants: [],
        });
    });

    it("asks nothing without a Secret", async () => {
        server = await AnsweringServerStandin.start(() => undefined);
        const mesh = new LinkedMesh();
        remove(mesh.kubernetes("cluster1").secrets, "cluster-credentials-cluster2");
        const [, target] = mesh.config.clusters;
        if (target === undefined) throw new Error("no second cluster");
        assert.deepEqual(await lookAtCredentials(mesh.kubernetes("cluster1"), target, "cluster2"), {
            failure: "Secret linkerd-multicluster/cluster-credentials-cluster2 is missing",
        });
        assert.deepEqual(server.unexpected, []);
    });
});
