import assert from "node:assert/strict";
import {
    CLUSTERS,
    configOf,
    EAST,
    NORTH,
    problemsOf,
    refuses,
    WEST,
} from "../../support/configCases";
import { kpaasKubeconfig } from "../../support/configFiles";

const CART = { namespace: "shop", service: "cart" };

function split(cluster: string, weights: object, rest: object = {}) {
    return { cluster, ...CART, weights, ...rest };
}

function splits(...entries: readonly object[]) {
    return { clusters: [EAST, WEST, NORTH], splits: entries };
}

const PEERS = [{ stack: "organization/linkerd-multicluster/west", clusters: ["west"] }];

const circle = (way: string) =>
    `is an object: requests would go in a circle: ${way}; write 0 for one of these weights, or remove one of the splits`;

describe("exports and splits in the configuration", () => {
    it("are none unless they are written", () => {
        const { clusters, splits: none, createNamespaces } = configOf({ clusters: CLUSTERS });
        assert.deepEqual(
            [clusters.map(({ exports }) => exports), none, createNamespaces],
            [[[], []], [], false],
        );
    });

    it("are read, the cluster's own weight first and 0 where it is not named", () => {
        const selector = { app: "cart" };
        const config = configOf({
            clusters: [{ ...EAST, exports: [CART, { namespace: "shop", selector }] }, WEST],
            splits: [split("west", { east: 20 })],
        });
        assert.deepEqual(config.clusters[0]?.exports, [CART, { namespace: "shop", selector }]);
        assert.deepEqual(config.splits, [
            {
                kind: "TrafficSplit",
                cluster: "west",
                ...CART,
                weights: [
                    { cluster: "west", weight: 0 },
                    { cluster: "east", weight: 20 },
                ],
            },
        ]);
    });

    it("may have a failover in both directions, with 0 for one of them", () => {
        const both = splits(
            split("west", { west: 0, east: 100 }),
            split("east", { west: 0, east: 1 }),
        );
        assert.equal(configOf(both).splits.length, 2);
    });

    it("may be exports for clusters of another stack, with the links that are written or without any", () => {
        const alone = { clusters: [{ ...EAST, exports: [CART] }], peers: PEERS };
        for (const links of [{}, { links: [{ source: "west", target: "east" }] }]) {
            assert.deepEqual(configOf({ ...alone, ...links }).clusters[0]?.exports, [CART]);
        }
    });

    it("may have weights that ten thousand times fit into 32 bits together, and no larger ones", () => {
        const others = ["c1", "c2", "c3", "c4"];
        const path = (name: string) => `/home/operator/${name}`;
        const files = Object.fromEntries(
            others.map((name) => [path(name), kpaasKubeconfig(`https://${name}.example`)]),
        );
        const problems = (last: number) => {
            const largest = Object.fromEntries(others.map((name) => [name, 100000]));
            const clusters = others.map((name) => ({
                ...{ name, kubeconfigPath: path(name) },
                gateway: { exposure: "external" },
                egressAddresses: ["198.51.100.7"],
            }));
            const values = {
                ...{ clusters: [EAST, ...clusters], routing: "direct" },
                splits: [split("east", { ...largest, east: last })],
            };
            return problemsOf(values, { files });
        };
        assert.deepEqual(problems(29496), []);
        assert.deepEqual(problems(29497), [
            "splits[0].weights is an object: they are 429497 together, and the proxy adds up ten thousand times each in 32 bits; write smaller ones, 429496 together at most",
        ]);
    });

    const long = "a".repeat(60);
    refuses([
        [
            "exports that nobody can have, each by itself",
            {
                clusters: [
                    {
                        ...EAST,
                        exports: [
                            CART,
                            CART,
                            { namespace: "linkerd", service: long },
                            { namespace: "shop" },
                        ],
                    },
                    WEST,
                ],
            },
            [
                'clusters[0].exports[3] is an object: write either service or selector, for example {"namespace": "shop", "service": "cart"}',
                "clusters[0].exports[1] is an object: exports[0] is the same; remove one of them",
                'clusters[0].exports[2].namespace is "linkerd": the program makes this namespace and what is in it; write one of your own',
                `clusters[0].exports[2].service is "${long}": its mirror ${long}-east would have 65 characters, and a Service's name has 63 at most; export a Service with a name of 58 characters or less`,
            ],
        ],
        [
            "exports of a cluster that nobody has a link to",
            {
                clusters: [{ ...EAST, exports: [CART] }, WEST],
                links: [{ source: "east", target: "west" }],
            },
            [
                "clusters[0].exports is a list of 1: no cluster has a link to east, so nobody would get mirrors; add a link with the target east, or remove the key",
            ],
        ],
        [
            "exports of a cluster that reads another stack, and is not read by it",
            {
                clusters: [{ ...EAST, exports: [CART] }],
                peers: PEERS,
                links: [{ source: "east", target: "west" }],
            },
            [
                "clusters[0].exports is a list of 1: no cluster has a link to east, so nobody would get mirrors; add a link with the target east, or remove the key",
            ],
        ],
        [
            "splits of clusters that are not there or not linked, and of nothing",
            {
                clusters: [EAST, WEST],
                links: [{ source: "west", target: "east" }],
                splits: [
                    split("east", { west: 1 }),
                    split("west", { south: 1 }),
                    split("west", { west: 1 }, { service: "till" }),
                    split("west", { east: 0 }, { service: "desk" }),
                ],
            },
            [
                'splits[0].weights.west is 1: east has no link to west, so it has no mirrors of its Services; add {"source":"east","target":"west"} to links, or remove the key',
                "splits[1].weights.south is 1: no cluster has this name; write one of east, west",
                "splits[2].weights is an object: it names no other cluster, so there is nothing to share; add one",
                "splits[3].weights is an object: write a number above 0 for one of them",
            ],
        ],
        [
            "a split back, with the drawing of the loop",
            splits(split("east", { west: 50 }), split("west", { west: 1, east: 50 })),
            [
                `splits[0].weights ${circle("east shop/cart → shop/cart-west → west shop/cart → shop/cart-east → east shop/cart")}`,
            ],
        ],
        [
            "a loop over a chain of clusters, once",
            splits(
                split("east", { west: 50 }),
                split("west", { north: 50 }),
                split("north", { east: 50 }),
            ),
            [
                `splits[0].weights ${circle("east shop/cart → shop/cart-west → west shop/cart → shop/cart-north → north shop/cart → shop/cart-east → east shop/cart")}`,
            ],
        ],
        [
            "a chain, whose second gateway would answer 508",
            splits(split("east", { west: 50 }), split("west", { north: 50 })),
            [
                "splits[0].weights is an object: requests would pass two gateways of one identity, and the second refuses them with 508: east shop/cart → shop/cart-west → west shop/cart → shop/cart-north → north shop/cart; let east hand them to north itself, or write 0 for one of the two",
            ],
        ],
    ]);
});
