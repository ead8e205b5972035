import { rotate, type Remedy } from "../../remedies/remedy";
import { setKeys } from "../../remedies/setKeys";
import type { MeshView } from "../../view/meshView";

/**
 * What exchanges trust anchors that the program made. Keys and `pulumi up` alone would drop the old
 * anchor while pods have nothing else: rotate restarts them between the steps.
 */
export const ROTATE_ANCHORS: Remedy = [rotate("anchor")];

/**
 * Commands that make the webhooks' certificates anew. Where the program makes the anchors they are a
 * part of that rotation. Anchors of the site's own have no generations: one step does.
 */
export function renewWebhooks({ config }: MeshView): Remedy {
    const { trustAnchors, trustAnchorGenerations } = config.certificates;
    if (trustAnchors === undefined) return ROTATE_ANCHORS;
    const next = String(Math.max(...trustAnchorGenerations) + 1);
    return setKeys([
        { path: ["trustAnchorGenerations", 0], value: next },
        { path: ["signingTrustAnchor"], value: next },
    ]);
}
