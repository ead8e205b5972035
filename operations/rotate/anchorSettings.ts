import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import type { Setting } from "../../stacks/survey/surveyProblem";

/**
 * Keys of the next step of a rotation of the trust anchors: another generation, then it signs, then
 * the first of the others goes. Pure.
 *
 * The list is written as a whole: a single index of a list that is only a default cannot be set.
 */
export function anchorSettings({
    trustAnchorGenerations: generations,
    signingTrustAnchor,
}: Pick<
    PlainMeshConfig["certificates"],
    "trustAnchorGenerations" | "signingTrustAnchor"
>): readonly Setting[] {
    const newest = Math.max(...generations);
    if (signingTrustAnchor !== newest) {
        return [{ path: ["signingTrustAnchor"], value: String(newest) }];
    }
    const old = generations.findIndex((generation) => generation !== newest);
    if (old !== -1) return [{ path: ["trustAnchorGenerations", old] }];
    return [...generations, newest + 1].map((generation, index) => ({
        path: ["trustAnchorGenerations", index],
        value: String(generation),
    }));
}
