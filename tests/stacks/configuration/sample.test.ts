import assert from "node:assert/strict";
import {
    CLUSTERS,
    configOf,
    EAST,
    LABEL,
    NORTH,
    problemsOf,
    refuses,
    WEST,
} from "../../support/configCases";

const WEIGHT = "write a whole number from 0 to 100000, for example 50";
const IMAGE =
    "write an image in lower case with its tag or digest, for example registry.k8s.io/pause:3.2";

function sample(content: unknown, rest: object = {}) {
    return { clusters: CLUSTERS, sample: content, ...rest };
}

describe("the sample in the configuration", () => {
    it("is not there unless it is enabled", () => {
        assert.equal(configOf({ clusters: CLUSTERS }).sample, undefined);
        assert.equal(configOf(sample({ weights: { local: 1 } })).sample, undefined);
    });

    it("has the guide's images and weights, also beside others", () => {
        const images = {
            v1: "docker.io/istio/examples-helloworld-v1:1.0",
            v2: "docker.io/istio/examples-helloworld-v2:1.0",
            sleep: "docker.io/curlimages/curl:8.11.1",
        };
        assert.deepEqual(configOf(sample({ enabled: true })).sample, {
            split: "TrafficSplit",
            weights: { local: 50, mirrored: 50 },
            images,
        });
        const changed = { weights: { local: 0 }, images: { sleep: "curl:1" } };
        assert.deepEqual(configOf(sample({ enabled: true, ...changed })).sample, {
            split: "TrafficSplit",
            weights: { local: 0, mirrored: 50 },
            images: { ...images, sleep: "curl:1" },
        });
    });

    it("splits as the version of Linkerd can, unless it is written", () => {
        const split = (linkerdVersion: string, written?: string) =>
            configOf(
                sample(
                    { enabled: true, ...(written === undefined ? {} : { split: written }) },
                    { linkerdVersion },
                ),
            ).sample?.split;
        assert.equal(split("edge-25.10.7"), "HTTPRoute");
        assert.equal(split("edge-26.7.1", "TrafficSplit"), "TrafficSplit");
        assert.equal(split("stable-2.14.10", "TrafficSplit"), "TrafficSplit");
    });

    it("needs no link where it is not enabled", () => {
        assert.deepEqual(problemsOf(sample({ enabled: false }, { links: [] })), []);
    });

    it("needs no link between the others, nor from the first", () => {
        const links = [
            { source: "west", target: "east" },
            { source: "north", target: "east" },
        ];
        const clusters = [EAST, WEST, NORTH];
        assert.deepEqual(problemsOf({ clusters, sample: { enabled: true }, links }), []);
    });

    const missing = (name: string) =>
        `sample.enabled is true: ${name} has no link to east, the first cluster, whose helloworld it shares requests with; add {"source":"${name}","target":"east"} to links, or write false`;
    refuses([
        [
            "no object",
            sample(true),
            ['sample is true: write an object, for example {"enabled": true}'],
        ],
        [
            "a split by HTTPRoute, with the reason",
            sample({ split: "HTTPRoute" }),
            [
                'sample.split is "HTTPRoute": Linkerd 2.14 looks up the Services of a route once, so a mirrored Service that appears after the route is never found; write TrafficSplit, or a newer linkerdVersion',
            ],
        ],
        [
            "another split",
            sample({ split: "trafficSplit" }),
            ['sample.split is "trafficSplit": write TrafficSplit or HTTPRoute'],
        ],
        [
            "weights that are no shares",
            sample({ weights: { local: -1, mirrored: 0.5 } }),
            [`sample.weights.local is -1: ${WEIGHT}`, `sample.weights.mirrored is 0.5: ${WEIGHT}`],
        ],
        [
            "a weight that a proxy would add up to another one",
            sample({ weights: { local: 100001 } }),
            [`sample.weights.local is 100001: ${WEIGHT}`],
        ],
        [
            "shares of nothing",
            sample({ weights: { local: 0, mirrored: 0 } }),
            [
                'sample.weights is an object: write a number above 0 for one of them, for example {"local":50,"mirrored":50}',
            ],
        ],
        [
            "images without a tag",
            sample({ images: { v1: "docker.io/istio/examples-helloworld-v1", sleep: 8 } }),
            [
                `sample.images.v1 is "docker.io/istio/examples-helloworld-v1": ${IMAGE}`,
                `sample.images.sleep is 8: ${IMAGE}`,
            ],
        ],
        [
            "keys that it does not have",
            sample({ weights: { remote: 50 }, weight: 1 }),
            [
                "sample.weights.remote is [not shown]: no such key; the keys here are local, mirrored",
                "sample.weight is [not shown]: no such key; did you mean weights?",
            ],
        ],
        [
            "clusters without a link to the first, each by itself, beside other mistakes",
            {
                clusters: [EAST, WEST, NORTH],
                links: [{ source: "east", target: "west" }],
                sample: { enabled: true, weights: { local: 101, mirrored: "half" } },
            },
            [`sample.weights.mirrored is "half": ${WEIGHT}`, missing("west"), missing("north")],
        ],
        [
            "a link to another cluster than the first",
            {
                clusters: [EAST, WEST, NORTH],
                links: [
                    { source: "west", target: "north" },
                    { source: "north", target: "east" },
                ],
                sample: { enabled: true },
            },
            [missing("west")],
        ],
        [
            "a malformed name without a word about its links",
            {
                clusters: [EAST, { ...WEST, name: "West" }],
                links: [],
                sample: { enabled: true },
            },
            [`clusters[1].name is "West": ${LABEL}`],
        ],
    ]);
});
