import { exporterOf } from "../../components/sample/names";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { renderProblem } from "../../stacks/configuration/types/problem";
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
        const problems = parsed.problems.map(
            (problem) => `  - ${renderProblem(problem, parsed.values, parsed.secretKeys)}`,
        );
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
    return {
        sources: clusters.filter((cluster) => cluster !== exporterOf(clusters)),
        common: { clusters, weights: sample.weights },
    };
}
