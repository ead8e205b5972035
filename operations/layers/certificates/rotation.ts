import { pulumi, type Remedy } from "../../remedies/remedy";
import { setKey } from "../../remedies/setKeys";
import type { MeshView } from "../../view/meshView";

/**
 * Commands of the next step of a rotation of the trust anchors; docs/architecture.md says what is to be
 * restarted between the steps.
 *
 * The list is written as a whole: a single index of a list that is only a default cannot be set.
 */
export function rotateAnchors({ config }: MeshView): Remedy {
    const { trustAnchorGenerations: generations, signingTrustAnchor } = config.certificates;
    const newest = Math.max(...generations);
    if (signingTrustAnchor !== newest) {
        return [setKey(["signingTrustAnchor"], String(newest)), pulumi("up")];
    }
    const old = generations.findIndex((generation) => generation !== newest);
    if (old !== -1) return [setKey(["trustAnchorGenerations", old]), pulumi("up")];
    const commands = [...generations, newest + 1].map((generation, index) =>
        setKey(["trustAnchorGenerations", index], String(generation)),
    );
    return [...commands, pulumi("up")];
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
