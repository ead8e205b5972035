import { KubeConfig } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import type { AskPlan } from "../../../../operations/verify/askOptions";
import { lookAtTarget } from "../../../../operations/verify/target/lookAtTarget";
import { AnsweringServerStandin, type Reply } from "../../support/answeringServerStandin";

const PLAN: AskPlan = {
    from: { cluster: "cluster1", namespace: "shop", kind: "deployment", name: "web" },
    to: { namespace: "store", service: "cart", port: 80, url: "http://cart.store:80/" },
    requests: 1,
};
const SERVICES = "GET /api/v1/namespaces/store/services";
const PROFILE =
    "GET /apis/linkerd.io/v1alpha2/namespaces/store/serviceprofiles/cart.store.svc.cluster.local";
const ROUTES = "GET /apis/policy.linkerd.io/v1beta3/namespaces/";
const CART = { metadata: { name: "cart" }, spec: { ports: [{ port: 80 }, { port: 443 }] } };
const WHAT = "Service store/cart of cluster1 was asked for, but";

describe("lookAtTarget", () => {
    let server: AnsweringServerStandin;

    afterEach(() => {
        server.stop();
    });

    /** Looks with a cluster that has this and no other kind or object. */
    async function look(replies: Readonly<Record<string, Reply>>, plan = PLAN) {
        server = await AnsweringServerStandin.start(
            ({ call }) => replies[call] ?? { status: 404, body: {} },
        );
        const config = new KubeConfig();
        config.loadFromString(server.kubeconfig("operator"));
        return lookAtTarget(config, plan, "cluster.local");
    }

    it("reads the profile, and routes of the Service's namespace and the client's", async () => {
        const profile = { metadata: { name: "cart.store.svc.cluster.local" } };
        const [route, other] = [{ metadata: { name: "a" } }, { metadata: { name: "b" } }];
        const { services, ...target } = await look({
            [SERVICES]: { body: { items: [CART] } },
            [PROFILE]: { body: profile },
            [`${ROUTES}store/httproutes`]: { body: { items: [route] } },
            [`${ROUTES}shop/httproutes`]: { body: { items: [other] } },
        });
        assert.deepEqual(
            services.map(({ metadata }) => metadata?.name),
            ["cart"],
        );
        assert.deepEqual(target, {
            to: PLAN.to,
            cluster: "cluster1",
            client: "shop",
            profile,
            routes: [route, other],
        });
    });

    it("takes kinds that the cluster lacks for none", async () => {
        const { profile, routes } = await look({ [SERVICES]: { body: { items: [CART] } } });
        assert.deepEqual([profile, routes], [undefined, []]);
    });

    const REFUSED: readonly [string, Reply, string][] = [
        ["a missing Service", { body: { items: [] } }, `${WHAT} there is none`],
        [
            "a missing port",
            { body: { items: [{ ...CART, spec: { ports: [{ port: 443 }, { port: 8080 }] } }] } },
            `${WHAT} it has no port 80: its ports are 443, 8080`,
        ],
        ["a missing right", { status: 403, body: { message: "no" } }, `${WHAT} it answers 403: no`],
    ];
    for (const [what, reply, message] of REFUSED) {
        it(`names ${what}`, async () => {
            await assert.rejects(look({ [SERVICES]: reply }), { message });
        });
    }
});
