import { exporterOf } from "../../components/sample/names";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../stacks/configuration/types/plainConfig";
import type { TrialPlan } from "./trial";

/** Which clusters ask, or why nothing can be asked. */
export type VerifyPlan =
    | {
          readonly sources: readonly PlainClusterConfig[];
          readonly common: Pick<TrialPlan, "clusters" | "weights">;
      }
    | { readonly refusal: string };

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
