import { V1ObjectMeta, V1Pod, V1Service } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import {
    splitQuestion,
    splitShares,
    type SplitSight,
} from "../../../../operations/verify/split/splitQuestion";
import type { SplitConfig } from "../../../../stacks/configuration/types/meshConfig";
import { make } from "../../support/kubernetesObjects";

const SPLIT: SplitConfig = {
    ...{ kind: "HTTPRoute", cluster: "west", namespace: "shop", service: "cart" },
    weights: [
        { cluster: "west", weight: 1 },
        { cluster: "east", weight: 3 },
        { cluster: "north", weight: 0 },
    ],
};

function pod(name: string, app: string, more: object = {}, containers = ["web", "linkerd-proxy"]) {
    return make(V1Pod, {
        metadata: make(V1ObjectMeta, { name, namespace: "shop", labels: { app } }),
        spec: { containers: containers.map((container) => ({ name: container })) },
        status: { conditions: [{ type: "Ready", status: "True" }], ...more },
    });
}

const cartAt = (port: number) =>
    make(V1Service, {
        metadata: make(V1ObjectMeta, { name: "cart", namespace: "shop" }),
        spec: { ports: [{ port }], selector: { app: "cart" } },
    });
const BACKEND = pod("cart-1", "cart");
const CALLER = pod("web-1", "web");
const SEEN: SplitSight = { services: [cartAt(8080)], pods: [BACKEND, CALLER], samplePods: [] };
const NOT_READY = { conditions: [{ type: "Ready", status: "False" }] };

describe("splitQuestion", () => {
    it("asks from a pod that does not answer itself, with the weights of the configuration", () => {
        assert.deepEqual(splitQuestion(SPLIT, SEEN), {
            from: { cluster: "west", kind: "pod", namespace: "shop", name: "web-1" },
            to: {
                namespace: "shop",
                service: "cart",
                port: 8080,
                url: "http://cart.shop:8080/",
            },
            weights: {
                backends: ["cart", "cart-east", "cart-north"],
                expected: { west: 0.25, east: 0.75, north: 0 },
                told: "weights of the configuration",
            },
        });
    });

    const CALLERS: readonly [string, Partial<SplitSight>, string][] = [
        ["the sample's client", { samplePods: [pod("sleep-1", "sleep")] }, "sample/sleep-1"],
        [
            "a pod of the namespace where the sample's client is not ready",
            { samplePods: [pod("sleep-1", "sleep", NOT_READY)] },
            "shop/web-1",
        ],
        [
            "a pod that answers where no other is ready",
            { pods: [BACKEND, pod("web-1", "web", NOT_READY)] },
            "shop/cart-1",
        ],
    ];
    for (const [who, changes, name] of CALLERS) {
        it(`asks from ${who}`, () => {
            const question = splitQuestion(SPLIT, { ...SEEN, ...changes });
            assert.ok("from" in question);
            assert.equal(`${question.from.namespace}/${question.from.name}`, name);
        });
    }

    const ADVICE = "say who asks and what with --from and --to";
    const REFUSED: readonly [string, Partial<SplitSight>, object][] = [
        ["the Service", { services: [] }, { failure: "there is no Service shop/cart" }],
        [
            "a port that speaks HTTP",
            { services: [cartAt(5432)] },
            { skipped: "no port of Service shop/cart speaks HTTP" },
        ],
        [
            "pods",
            { pods: [] },
            { skipped: `namespace shop of west has no pod that runs; ${ADVICE}` },
        ],
        [
            "a proxy",
            { pods: [pod("web-1", "web", {}, ["web"])] },
            {
                skipped: `namespace shop of west has no proxy: what it sends does not go through the mesh; ${ADVICE}`,
            },
        ],
    ];
    for (const [what, changes, told] of REFUSED) {
        it(`says that it lacks ${what}`, () => {
            assert.deepEqual(splitQuestion(SPLIT, { ...SEEN, ...changes }), told);
        });
    }
});

describe("splitShares", () => {
    it("add up to 1", () => {
        assert.deepEqual(splitShares(SPLIT), { west: 0.25, east: 0.75, north: 0 });
    });
});
