import pRetry from "p-retry";
import { reachableLinks } from "../layers/reachableClusters";
import { lookAtCredentials } from "../view/lookAtCredentials";
import type { MeshView } from "../view/meshView";
import { credentialsName, MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import { secretKubeconfig } from "../view/secretKubeconfig";

/** Seconds for which an API server may remember a token that was right: it keeps ten. */
const REMEMBERED_SECONDS = 60;

/** Links whose token is another one now. */
function changedLinks(before: MeshView, after: MeshView) {
    const now = new Map(reachableLinks(after).map((link) => [link.name, link]));
    return reachableLinks(before).flatMap((link) => {
        const later = now.get(link.name);
        if (later === undefined) return [];
        const [old, other] = [link, later].map(({ source, target }) =>
            secretKubeconfig(
                source.kubernetes,
                MULTICLUSTER_NAMESPACE,
                credentialsName(target.name),
            ),
        );
        if (old === undefined || other === undefined) return [];
        const isSame = "seen" in old && "seen" in other && old.seen.token === other.seen.token;
        return "seen" in old && !isSame ? [link] : [];
    });
}

/**
 * Tries the tokens that links had before. Returns a line for each: the API server refuses it, or what it
 * says instead.
 */
export async function tryOldCredentials(
    before: MeshView,
    after: MeshView,
): Promise<readonly { readonly link: string; readonly problem?: string }[]> {
    return Promise.all(
        changedLinks(before, after).map(async ({ name, source, target }) => {
            const attempt = async () => {
                const look = await lookAtCredentials(source.kubernetes, target, target.name);
                if ("seen" in look) throw new Error("its old token is still accepted");
                if (!look.failure.includes("does not accept the token")) {
                    throw new Error(look.failure);
                }
            };
            const limit = { factor: 1, minTimeout: 2000, maxRetryTime: REMEMBERED_SECONDS * 1000 };
            try {
                await pRetry(attempt, { retries: REMEMBERED_SECONDS / 2, ...limit });
                return { link: name };
            } catch (error) {
                return { link: name, problem: error instanceof Error ? error.message : "" };
            }
        }),
    );
}
