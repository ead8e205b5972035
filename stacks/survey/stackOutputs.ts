import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const Outputs = z.object({
    trustAnchors: z.record(z.string(), z.string()).optional(),
    links: z.array(z.object({ source: z.string(), target: z.string() })).optional(),
});

/** What the last whole `up` of the stack left of its outputs; nothing before the first one. */
export type StackOutputs = z.output<typeof Outputs>;

/** Anchors that a stack made, PEM, by their generation. */
export type StackAnchors = Readonly<Record<string, string>>;

/** The whole name of this stack, as the engine takes it. */
export function ownStack(): string {
    return [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
}

/**
 * The outputs of this stack; without what an older program did not say yet. Every generated anchor has the
 * same name, so a live bundle alone does not tell its generations.
 */
export async function stackOutputs(): Promise<StackOutputs> {
    try {
        const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {
            name: ownStack(),
        });
        return Outputs.parse((answer as { outputs?: unknown }).outputs);
    } catch {
        // A state that does not let its own outputs be read is no reason to make nothing.
        return {};
    }
}
