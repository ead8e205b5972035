import type { SplitConfig } from "../../../stacks/configuration/types/meshConfig";
import { splitShares } from "../../verify/split/splitQuestion";

/** A split of the operator's own, as the configuration has it. */
export interface OwnSplit {
    readonly cluster: string;
    /** `namespace/name`. */
    readonly service: string;
    /** From 0 to 1. */
    readonly weights: readonly { readonly cluster: string; readonly weight: number }[];
}

/** What the configuration says of splits. Pure. */
export function ownSplits(splits: readonly SplitConfig[]): readonly OwnSplit[] {
    return splits.map((split) => ({
        cluster: split.cluster,
        service: `${split.namespace}/${split.service}`,
        weights: Object.entries(splitShares(split)).map(([cluster, weight]) => ({
            cluster,
            weight,
        })),
    }));
}
