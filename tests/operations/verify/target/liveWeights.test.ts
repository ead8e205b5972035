import { V1ObjectMeta, V1Service } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import {
    liveWeights,
    type LiveRouteSpec,
    type LiveWeights,
    type Target,
} from "../../../../operations/verify/target/liveWeights";
import { make } from "../../support/kubernetesObjects";

const PROFILE = "cart.store.svc.cluster.local";
function service(name: string, labels: Record<string, string> = {}) {
    return make(V1Service, { metadata: metadata(name, "store", labels) });
}

function metadata(name: string, namespace: string, labels: Record<string, string> = {}) {
    return make(V1ObjectMeta, { name, namespace, labels });
}

const TARGET: Target = {
    to: { namespace: "store", service: "cart", port: 80, url: "http://cart.store:80/" },
    cluster: "west",
    client: "shop",
    services: [service("cart"), service("cart-east", { "mirror.linkerd.io/cluster-name": "east" })],
    routes: [],
};

function profile(spec: NonNullable<Target["profile"]>["spec"]): Partial<Target> {
    return { profile: { metadata: metadata(PROFILE, "store"), spec } };
}

function route(
    name: string,
    namespace: string,
    parent: NonNullable<LiveRouteSpec["parentRefs"]>[number],
    ...rules: NonNullable<LiveRouteSpec["rules"]>
): Target["routes"][number] {
    return { metadata: metadata(name, namespace), spec: { parentRefs: [parent], rules } };
}

const CART = { kind: "Service", name: "cart", namespace: "store" };
const refs = (here: number, there: number) => [
    { name: "cart", weight: here },
    { name: "cart-east", weight: there },
];
const overrides = (here: string, there: string) => [
    { authority: `cart.${PROFILE.slice(5)}:80`, weight: here },
    { authority: `cart-east.${PROFILE.slice(5)}`, weight: there },
];
const BOTH = ["cart", "cart-east"];
const ALONE = { backends: ["cart"], expected: { west: 1 } };

const CASES: readonly [string, Partial<Target>, LiveWeights][] = [
    ["nothing that splits", {}, { ...ALONE, told: "no split over store/cart" }],
    [
        "a mirror that is asked itself",
        { to: { ...TARGET.to, service: "cart-east" } },
        { backends: ["cart-east"], expected: { east: 1 }, told: "no split over store/cart-east" },
    ],
    [
        "quantities in a ServiceProfile, before any route",
        {
            ...profile({ dstOverrides: overrides("500m", "1500m") }),
            routes: [route("cart", "store", CART, { backendRefs: refs(1, 0) })],
        },
        {
            backends: BOTH,
            expected: { west: 0.25, east: 0.75 },
            told: `weights of ServiceProfile store/${PROFILE}`,
        },
    ],
    [
        "weights that are all 0",
        profile({ dstOverrides: overrides("0", "0") }),
        {
            backends: BOTH,
            told: `weights of ServiceProfile store/${PROFILE}, in which no backend has a weight`,
        },
    ],
    [
        "a ServiceProfile with routes, which keeps proxies from an HTTPRoute",
        {
            ...profile({ routes: [{}] }),
            routes: [route("cart", "store", CART, { backendRefs: refs(50, 50) })],
        },
        {
            ...ALONE,
            told: `ServiceProfile store/${PROFILE} has no weights, and routes of it come before any HTTPRoute`,
        },
    ],
    [
        "an emptied ServiceProfile and a route beside the Service",
        {
            ...profile({ dstOverrides: [] }),
            routes: [
                route(
                    "cart",
                    "store",
                    { kind: "Service", name: "cart", port: 80 },
                    {
                        matches: [{ path: { type: "PathPrefix", value: "/" } }],
                        backendRefs: refs(80, 20),
                    },
                ),
            ],
        },
        {
            backends: BOTH,
            expected: { west: 0.8, east: 0.2 },
            told: "weights of HTTPRoute store/cart",
        },
    ],
    [
        "a route of the client's namespace before the Service's own",
        {
            routes: [
                route("cart", "store", CART, { backendRefs: refs(50, 50) }),
                route("mine", "shop", CART, { backendRefs: [{ name: "cart-east" }] }),
            ],
        },
        { backends: ["cart-east"], expected: { east: 1 }, told: "weights of HTTPRoute shop/mine" },
    ],
    [
        "routes of other Services, ports and kinds",
        {
            routes: [
                route("a", "store", { ...CART, name: "cart-2" }, { backendRefs: refs(0, 1) }),
                route("b", "store", { ...CART, port: 81 }, { backendRefs: refs(0, 1) }),
                route("c", "store", { ...CART, kind: "Server" }, { backendRefs: refs(0, 1) }),
                route("d", "shop", { kind: "Service", name: "cart" }, { backendRefs: refs(0, 1) }),
            ],
        },
        { ...ALONE, told: "no split over store/cart" },
    ],
    [
        "a route without backends",
        { routes: [route("cart", "store", CART, {})] },
        { ...ALONE, told: "HTTPRoute store/cart names no backend" },
    ],
    [
        "rules for some requests only",
        {
            routes: [
                route("cart", "store", CART, {
                    matches: [{ method: "GET" }],
                    backendRefs: refs(1, 1),
                }),
            ],
        },
        {
            backends: ["cart", "cart", "cart-east"],
            told: "shares are not compared: HTTPRoute store/cart and others have rules of their own for some requests",
        },
    ],
];

describe("liveWeights", () => {
    for (const [what, seen, expected] of CASES) {
        it(`reads ${what}`, () => {
            assert.deepEqual(liveWeights({ ...TARGET, ...seen }), expected);
        });
    }
});
