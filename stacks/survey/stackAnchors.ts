import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const Outputs = z.object({ trustAnchors: z.record(z.string(), z.string()).optional() });

/** Anchors that a stack made, PEM, by their generation. */
export type StackAnchors = Readonly<Record<string, string>>;

/**
 * The anchors that the last whole `up` of this stack left; undefined where the stack does not say: before
 * its first one, and where an older program made it. Every generated anchor has the same name, so a live
 * bundle alone does not tell its generations.
 */
export async function stackAnchors(): Promise<StackAnchors | undefined> {
    try {
        const name = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
        const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {
            name,
        });
        return Outputs.parse((answer as { outputs?: unknown }).outputs).trustAnchors;
    } catch {
        // A state that does not let its own outputs be read is no reason to make nothing.
        return undefined;
    }
}
