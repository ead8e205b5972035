import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import type { StackReading } from "../stack/readStack";
import type { TrialPlan } from "./trial";

/** Which clusters ask, or why nothing can be asked. */
export type VerifyPlan =
    | {
          readonly sources: readonly PlainClusterConfig[];
          readonly common: Pick<TrialPlan, "clusters" | "weights">;
      }
    | { readonly refusal: string };

/** What a stack lets verify do: it needs a mesh that is up, with the sample in it. */
export function verifyPlan({ stack, parsed, outputs }: StackReading): VerifyPlan {
    if ("problems" in parsed) {
        const problems = parsed.problems.map((problem) => `  - ${problem}`);
        return {
            refusal: [`The configuration of stack "${stack}" is wrong:`, ...problems].join("\n"),
        };
    }
    const { sample, clusters } = parsed.config;
    if (sample === undefined) {
        return {
            refusal:
                "verify asks the sample application, which is not part of this mesh. Add it with\n" +
                "  pulumi config set --path sample.enabled true\n  pulumi up",
        };
    }
    if (outputs === undefined) {
        return { refusal: `Nothing of stack "${stack}" is up. Run\n  pulumi up` };
    }
    return { sources: clusters.slice(1), common: { clusters, weights: sample.weights } };
}
