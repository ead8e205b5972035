import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import type { SplitsPlan } from "./askOptions";
import type { Verdict } from "./judge";
import { verifyPlan } from "./preconditions";
import { runSplit } from "./split/runSplit";
import { runTrial } from "./trial";

/** What came back from the splits of a mesh. */
export interface SplitsAsked {
    /** Of each split. */
    readonly requests: number;
    readonly verdicts: readonly Verdict[];
}

/**
 * Asks every split of a mesh, the sample's first; why there is nothing to ask. Without an image no
 * container is added to a pod.
 */
export async function askSplits(
    config: PlainMeshConfig,
    { requests, wait, image }: SplitsPlan,
): Promise<SplitsAsked | { readonly refusal: string }> {
    const plan = verifyPlan(config);
    if ("refusal" in plan) return plan;
    const { clusters, sample, splits } = config;
    const trial = { requests, wait, image, hasSample: sample !== undefined };
    const verdicts = await Promise.all([
        ...plan.trials.map((one) => runTrial({ ...one, requests, wait })),
        ...clusters.map(async (cluster) => {
            const all: Verdict[] = [];
            // One after the other: two may add a container to one pod.
            for (const split of splits.filter((one) => one.cluster === cluster.name)) {
                all.push(await runSplit(cluster, split, trial));
            }
            return all;
        }),
    ]);
    return { requests, verdicts: verdicts.flat() };
}
