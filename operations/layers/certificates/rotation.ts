import { pulumi, type Remedy } from "../../remedies/remedy";
import type { Setting } from "../../../stacks/survey/surveyProblem";
import { setKey, setKeys } from "../../remedies/setKeys";
import type { MeshView } from "../../view/meshView";

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
    MeshView["config"]["certificates"],
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

/** Commands of that step; `npm run rotate -- anchor` does what stands between the steps, too. */
export function rotateAnchors({ config }: MeshView): Remedy {
    return setKeys(anchorSettings(config.certificates));
}

/**
 * Commands that make the webhooks' certificates anew. Where the program makes the anchors they are a
 * part of that rotation. Anchors of the site's own have no generations: one step does.
 */
export function renewWebhooks(view: MeshView): Remedy {
    const { trustAnchors, trustAnchorGenerations } = view.config.certificates;
    if (trustAnchors === undefined) return rotateAnchors(view);
    const next = String(Math.max(...trustAnchorGenerations) + 1);
    return [
        setKey(["trustAnchorGenerations", 0], next),
        setKey(["signingTrustAnchor"], next),
        pulumi("up"),
    ];
}
