import assert from "node:assert/strict";
import type { ServiceObjects, ServicesConfig } from "../../../stacks/survey/ownServices";
import { ownServices } from "../../../stacks/survey/ownServices";
import { serviceProblems } from "../../../stacks/survey/serviceChecks";

const CART = { namespace: "shop", service: "cart" };
const TCP = [{ port: 8080 }];

function service(name: string, labels: object = {}, ports: object[] = TCP) {
    return { metadata: { namespace: "shop", name, labels }, spec: { ports } };
}

function cluster(...services: readonly ReturnType<typeof service>[]) {
    const namespaces = [{ metadata: { name: "shop" } }];
    return { namespaces, services } as unknown as ServiceObjects;
}

function config(changes: Partial<ServicesConfig> = {}): ServicesConfig {
    return {
        clusters: [
            { name: "east", exports: [CART] },
            { name: "west", exports: [] },
        ],
        links: [{ source: "west", target: "east", routing: "none" }],
        splits: [],
        createNamespaces: false,
        ...changes,
    };
}

function selecting(selector: Record<string, string>) {
    const clusters = [
        { name: "east", exports: [{ namespace: "shop", selector }] },
        { name: "west", exports: [] },
    ];
    return config({ clusters });
}

const SPLIT = {
    kind: "HTTPRoute" as const,
    cluster: "west",
    ...CART,
    weights: [
        { cluster: "west", weight: 0 },
        { cluster: "east", weight: 100 },
    ],
};

const LONG = "a".repeat(59);
const FINE = cluster(service("cart"));

describe("serviceProblems", () => {
    const cases: readonly [string, ServicesConfig, ServiceObjects, ServiceObjects, string[]][] = [
        ["nothing where all is there", config({ splits: [SPLIT] }), FINE, FINE, []],
        [
            "a Service that is not there",
            config(),
            cluster(),
            FINE,
            ["export-service-missing clusters.0.exports.0.service there is no Service shop/cart"],
        ],
        [
            "a Service without ports",
            config(),
            cluster(service("cart", {}, [])),
            FINE,
            ["export-unusable clusters.0.exports.0.service Service shop/cart has no ports"],
        ],
        [
            "a Service of UDP alone",
            config(),
            cluster(service("cart", {}, [{ port: 53, protocol: "UDP" }])),
            FINE,
            [
                "export-unusable clusters.0.exports.0.service Service shop/cart has no TCP port, only UDP 53",
            ],
        ],
        [
            "a mirror",
            config(),
            cluster(service("cart", { "mirror.linkerd.io/mirrored-service": "true" })),
            FINE,
            ["export-unusable clusters.0.exports.0.service Service shop/cart is a mirror itself"],
        ],
        [
            "a label of somebody else",
            config(),
            cluster(service("cart", { "mirror.linkerd.io/exported": "remote-discovery" })),
            FINE,
            [
                "export-label-foreign clusters.0.exports.0.service somebody else has given Service shop/cart the label mirror.linkerd.io/exported: remote-discovery",
            ],
        ],
        [
            "a name that is too long for a mirror, of a Service that labels mean",
            selecting({ app: "a" }),
            cluster(service(LONG, { app: "a" })),
            FINE,
            [
                `mirror-name-too-long clusters.0.exports.0.selector the mirror ${LONG}-east of Service shop/${LONG} would have 64 characters, and a Service's name has 63 at most`,
            ],
        ],
        [
            "a mirror's name that is taken",
            config(),
            FINE,
            cluster(service("cart-east")),
            [
                "mirror-name-taken clusters.0.exports.0.service west has a Service shop/cart-east already, which is no mirror",
            ],
        ],
        [
            "a namespace that a peer lacks",
            config(),
            FINE,
            { namespaces: [], services: [] },
            [
                "mirror-namespace-missing createNamespaces west lacks the namespace shop, in which it would get the mirrors of what east exports",
            ],
        ],
        [
            "nothing of a namespace that the program makes",
            config({ createNamespaces: true }),
            FINE,
            { namespaces: [], services: [] },
            [],
        ],
        [
            "a split of a Service that is not there",
            config({ splits: [SPLIT] }),
            FINE,
            cluster(),
            ["split-service-missing splits.0.service there is no Service shop/cart"],
        ],
        [
            "a split with a cluster that does not export",
            config({
                clusters: config().clusters.map((one) => ({ ...one, exports: [] })),
                splits: [SPLIT],
            }),
            FINE,
            FINE,
            ["split-without-export splits.0.weights.east east does not export a Service shop/cart"],
        ],
        [
            "a split with a Service that lacks a port",
            config({ splits: [SPLIT] }),
            cluster(service("cart", {}, [{ port: 80 }])),
            FINE,
            [
                "split-port-missing splits.0.weights.east Service shop/cart of east lacks the port 8080, which that of west has",
            ],
        ],
    ];
    for (const [title, configuration, east, west, expected] of cases) {
        it(`tells ${title}`, () => {
            const seen = new Map([
                ["east", east],
                ["west", west],
            ]);
            assert.deepEqual(
                serviceProblems(configuration, seen).map(
                    ({ code, path, what }) => `${code} ${path.join(".")} ${what}`,
                ),
                expected,
            );
        });
    }

    it("says nothing of clusters that did not answer", () => {
        assert.deepEqual(serviceProblems(config({ splits: [SPLIT] }), new Map()), []);
    });
});

describe("ownServices", () => {
    it("exports what has the labels, each once, and no mirrors of it", () => {
        const mirrored = { app: "cart", "mirror.linkerd.io/mirrored-service": "true" };
        const seen = cluster(
            service("cart", { app: "cart" }),
            service("cart-north", mirrored),
            service("till", { app: "till" }),
        );
        const found = ownServices(selecting({ app: "cart" }), new Map([["east", seen]]));
        assert.deepEqual(found.get("east")?.exports, [CART]);
    });

    it("shares the TCP ports of a Service between it and mirrors, and makes namespaces for these", () => {
        const found = ownServices(
            config({ splits: [SPLIT], createNamespaces: true }),
            new Map([
                [
                    "west",
                    cluster(service("cart", {}, [{ port: 80 }, { port: 53, protocol: "UDP" }])),
                ],
            ]),
        );
        assert.deepEqual(found.get("west"), {
            exports: [],
            namespaces: ["shop"],
            splits: [
                {
                    kind: "HTTPRoute",
                    ...CART,
                    ports: [80],
                    backends: [
                        { service: "cart", weight: 0 },
                        { service: "cart-east", weight: 100 },
                    ],
                },
            ],
        });
    });
});
