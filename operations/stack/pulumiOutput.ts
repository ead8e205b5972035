import { z } from "zod";
import type { RawConfig } from "../../stacks/configuration/draft/sources";

/** What keys of the program begin with in a configuration: the name of the Pulumi project. */
export const KEY_PREFIX = "linkerd-multicluster:";

const Config = z.record(
    z.string(),
    z.object({ value: z.string().optional(), secret: z.boolean().optional() }),
);

const Outputs = z.object({
    clusters: z.record(
        z.string(),
        z.object({ gatewayAddress: z.string(), floatingAddress: z.string().optional() }),
    ),
    /** Bundle of trust anchors, PEM. */
    trustAnchor: z.string().optional(),
    /** Generated ones, PEM, by their generation. */
    trustAnchors: z.record(z.string(), z.string()).optional(),
    forPeers: z
        .object({
            clusters: z.record(
                z.string(),
                z.object({
                    /** Generation of the credentials with which it reads each cluster of other stacks. */
                    reads: z.record(z.string(), z.number()).default({}),
                }),
            ),
        })
        .optional(),
});

/** What the stack shows, as far as it is read. */
export type StackOutputs = z.infer<typeof Outputs>;

/** What `pulumi config --json --show-secrets` prints, as the engine gives it to the program. Pure. */
export function rawConfig(json: string): RawConfig {
    const own = Object.entries(Config.parse(JSON.parse(json))).flatMap(
        ([key, { value, secret }]) =>
            key.startsWith(KEY_PREFIX) && value !== undefined
                ? [{ name: key.slice(KEY_PREFIX.length), value, secret }]
                : [],
    );
    return {
        values: Object.fromEntries(own.map(({ name, value }) => [name, value])),
        secretKeys: new Set(own.flatMap(({ name, secret }) => (secret === true ? [name] : []))),
    };
}

/**
 * What `pulumi stack output --json --show-secrets` prints. Pure.
 *
 * Undefined where the stack has none: before its first `up` has ended, and after a `destroy`.
 */
export function stackOutputs(json: string): StackOutputs | undefined {
    const { clusters, ...others } = Outputs.partial().parse(JSON.parse(json));
    return clusters === undefined ? undefined : { clusters, ...others };
}
