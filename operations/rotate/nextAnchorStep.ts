import type { Setting } from "../../stacks/survey/surveyProblem";
import { anchorSettings } from "./anchorSettings";
import { isSame, podsThat, type PodOfCluster, type RotationState } from "./rotationState";

/** What a rotation does next. */
export type AnchorStep =
    | { readonly do: "set"; readonly why: string; readonly settings: readonly Setting[] }
    | { readonly do: "up"; readonly why: string }
    | { readonly do: "restart"; readonly why: string; readonly pods: readonly PodOfCluster[] }
    | { readonly do: "stop"; readonly why: string }
    | { readonly do: "end"; readonly why: string };

function share(some: readonly number[], others: readonly number[]): boolean {
    return some.some((one) => others.includes(one));
}

/** Clusters that would share no anchor with another, or with what the configuration says. */
function apart({ generations, clusters }: RotationState): string | undefined {
    for (const { name, live } of clusters) {
        if (live.length === 0) return `${name} hands out no trust anchor that the stack made`;
        if (!share(live, generations)) {
            return `${name} trusts generation ${live.join(", ")}, and trustAnchorGenerations has ${generations.join(", ")}: pods of before and after \`pulumi up\` would refuse each other`;
        }
        const other = clusters.find((peer) => !share(live, peer.live));
        if (other !== undefined && other.live.length > 0) {
            return `${name} and ${other.name} share no trust anchor: generation ${live.join(", ")} and ${other.live.join(", ")}`;
        }
    }
    return undefined;
}

/** What has to be done before an anchor goes that the configuration has no more. */
function neededStill(state: RotationState): AnchorStep | undefined {
    const { generations, clusters } = state;
    const isKept = (generation = 0) => generations.includes(generation);
    if (clusters.every(({ live }) => live.every(isKept))) return undefined;
    const signer = clusters.find(({ issuer }) => issuer !== undefined && !isKept(issuer));
    if (signer !== undefined) {
        const why = `generation ${signer.issuer} signed the issuer of ${signer.name}, and trustAnchorGenerations has ${generations.join(", ")}: write it there too, until another one signs`;
        return { do: "stop", why };
    }
    const old = podsThat(state, ({ signedBy }) => !isKept(signedBy));
    const why = `pods have certificates that generation ${generations.join(", ")} did not sign`;
    return old.length === 0 ? undefined : { do: "restart", why, pods: old };
}

/**
 * The next step towards one generation alone, whoever did those before. No step is taken in which a
 * pod could meet another whose certificate it does not trust. Pure.
 */
export function nextAnchorStep(state: RotationState, target: number): AnchorStep {
    const { generations, signing, clusters } = state;
    const reason = apart(state);
    if (reason !== undefined) return { do: "stop", why: reason };
    const settings = anchorSettings({
        trustAnchorGenerations: generations,
        signingTrustAnchor: signing,
    });
    const stale = podsThat(state, ({ isCurrent }) => !isCurrent);
    const restartStale: AnchorStep = {
        do: "restart",
        why: `pods trust what they were given when they were made, and not yet generation ${generations.join(", ")}`,
        pods: stale,
    };
    if (!generations.includes(target)) {
        return { do: "set", why: `every cluster is to trust generation ${target} too`, settings };
    }
    if (!clusters.every(({ live }) => isSame(live, generations))) {
        return (
            neededStill(state) ?? {
                do: "up",
                why: `every cluster is to trust generation ${generations.join(", ")}`,
            }
        );
    }
    if (signing !== target) {
        if (stale.length > 0) return restartStale;
        return { do: "set", why: `generation ${target} is to sign the issuers`, settings };
    }
    if (!clusters.every(({ issuer }) => issuer === target)) {
        return { do: "up", why: `generation ${target} is to sign the issuers` };
    }
    if (generations.length > 1) {
        const old = podsThat(state, ({ signedBy }) => signedBy !== target);
        if (old.length > 0) {
            const why = `pods have certificates that generation ${target} did not sign`;
            return { do: "restart", why, pods: old };
        }
        return { do: "set", why: `generation ${target} is to be trusted alone`, settings };
    }
    if (stale.length > 0) return restartStale;
    return { do: "end", why: `every cluster and every pod trusts generation ${target} alone` };
}
