import { z } from "zod";
import * as image from "./imageValues";
import * as leaf from "./values";

const WEIGHTS = { local: 50, mirrored: 50 };
/** Images of the sample, where no others are written. */
export const DEFAULT_IMAGES = {
    v1: "docker.io/istio/examples-helloworld-v1:1.0",
    v2: "docker.io/istio/examples-helloworld-v2:1.0",
    sleep: "docker.io/curlimages/curl:8.11.1",
};
const ONE_WEIGHT = `write a number above 0 for one of them, for example ${JSON.stringify(WEIGHTS)}`;

/** `sample` as it stands in the stack file. */
export const SampleEntry = z.strictObject(
    {
        enabled: leaf.Switch.default(false).describe(
            "Whether the sample is there. Turned off, its namespace goes with everything in it.",
        ),
        split: leaf.Split.optional().describe(
            "What shares the requests, those of `splits` too. `TrafficSplit` installs linkerd-smi, for your own splits too. `HTTPRoute` needs Linkerd 2.19: 2.14 looks up the Services of a route once, and a mirrored one that appears later is never found. Default: `TrafficSplit` with 2.14, `HTTPRoute` from 2.19 on.",
        ),
        weights: z
            .strictObject(
                {
                    local: leaf.Weight.default(WEIGHTS.local).describe(
                        "Share of helloworld v2, in the cluster itself.",
                    ),
                    mirrored: leaf.Weight.default(WEIGHTS.mirrored).describe(
                        "Share of helloworld v1, in the first cluster.",
                    ),
                },
                `write an object, for example ${JSON.stringify(WEIGHTS)}`,
            )
            .refine(({ local, mirrored }) => local + mirrored > 0, ONE_WEIGHT)
            .default(WEIGHTS)
            .describe("Shares of the requests, relative to each other; 0 sends none there."),
        images: z
            .strictObject(
                {
                    v1: image.ImageReference.default(DEFAULT_IMAGES.v1).describe(
                        "Image of helloworld v1, with its tag or digest.",
                    ),
                    v2: image.ImageReference.default(DEFAULT_IMAGES.v2).describe(
                        "Image of helloworld v2, with its tag or digest.",
                    ),
                    sleep: image.ImageReference.default(DEFAULT_IMAGES.sleep).describe(
                        "Image of the client, with its tag or digest; has `curl` and `/bin/sleep`.",
                    ),
                },
                `write an object, for example {"v1": "${DEFAULT_IMAGES.v1}"}`,
            )
            .default(DEFAULT_IMAGES)
            .describe("Images of the sample, for sites with a mirror."),
    },
    'write an object, for example {"enabled": true}',
);

/** What `sample` is where nothing is written. */
export const NO_SAMPLE = {
    enabled: false,
    weights: WEIGHTS,
    images: DEFAULT_IMAGES,
} as const;
