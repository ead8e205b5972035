import { exporterOf } from "../../components/sample/names";
import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import type { TrialPlan } from "./trial";

/** How the sample is asked, from each cluster with a split; or why there is no split at all. */
export type VerifyPlan =
    | { readonly trials: readonly Omit<TrialPlan, "requests" | "wait">[] }
    | { readonly refusal: string };

/** What a mesh lets verify do without a Service that is named: it needs a split. Pure. */
export function verifyPlan({ sample, splits, clusters }: PlainMeshConfig): VerifyPlan {
    const trials =
        sample === undefined
            ? []
            : clusters
                  .filter((cluster) => cluster !== exporterOf(clusters))
                  .map((source) => ({ source, clusters, weights: sample.weights }));
    return trials.length + splits.length > 0
        ? { trials }
        : {
              refusal:
                  "verify asks the splits of the mesh, and this one has none, not even the sample's. Add the sample with\n" +
                  "  pulumi config set --path sample.enabled true\n  pulumi up\n" +
                  "or name a Service and who asks it, as in\n" +
                  "  npm run verify -- --from cluster2/shop/deploy/web --to cart:8080/healthz",
          };
}
