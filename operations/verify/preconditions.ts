import { exporterOf } from "../../components/sample/names";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../stacks/configuration/types/plainConfig";
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

/** A mesh that is up, or why there is none to ask. */
export function meshThatIsUp({
    stack,
    parsed,
    outputs,
}: StackReading): { readonly config: PlainMeshConfig } | { readonly refusal: string } {
    if ("problems" in parsed) {
        const problems = parsed.problems.map(
            (problem) => `  - ${renderProblem(problem, parsed.values, parsed.secretKeys)}`,
        );
        return {
            refusal: [`The configuration of stack "${stack}" is wrong:`, ...problems].join("\n"),
        };
    }
    if (outputs === undefined) {
        return { refusal: `Nothing of stack "${stack}" is up. Run\n  pulumi up` };
    }
    return parsed;
}

/** What a mesh lets verify do without a Service that is named: it needs the sample. Pure. */
export function verifyPlan({ sample, clusters }: PlainMeshConfig): VerifyPlan {
    if (sample === undefined) {
        return {
            refusal:
                "verify asks the sample application, which is not part of this mesh. Add it with\n" +
                "  pulumi config set --path sample.enabled true\n  pulumi up\n" +
                "or name a Service and who asks it, as in\n" +
                "  npm run verify -- --from cluster2/shop/deploy/web --to cart:8080/healthz",
        };
    }
    return {
        sources: clusters.filter((cluster) => cluster !== exporterOf(clusters)),
        common: { clusters, weights: sample.weights },
    };
}
