import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ownStack } from "./stackOutputs";

const Outputs = z.object({ outputs: z.record(z.string(), z.unknown()) });

/** Names of the resources in the state of this stack; undefined where the engine does not tell. */
export async function notedResources(): Promise<ReadonlySet<string> | undefined> {
    try {
        const answer: unknown = await pulumi.runtime.invoke(
            "pulumi:pulumi:readStackResourceOutputs",
            { stackName: ownStack() },
        );
        // URNs end with the resource's name.
        return new Set(
            Object.keys(Outputs.parse(answer).outputs).map((urn) => urn.split("::").at(-1) ?? ""),
        );
    } catch {
        // As with the anchors: the update then fails at the release, if it does.
        return undefined;
    }
}
