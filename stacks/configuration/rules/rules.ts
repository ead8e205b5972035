import { PULL_SECRET } from "../../../components/linkerd/names";
import { CLUSTERS_ADVICE } from "../keys/clusterEntry";
import type { Draft } from "../draft/draft";
import { parseGoDuration } from "../keys/goDuration";
import { reservedHelmValueProblems } from "./reservedHelmValues";
import type { Problem } from "../types/problem";
import { repetitions } from "./repetitions";
import { addressProblems } from "./addressRules";
import { peerNames, routingProblems, type Route } from "../draft/routes";
import { sampleProblems, splitProblems } from "./sampleRules";
import { exportProblems, splitListProblems } from "./serviceRules";
import { loopProblems } from "./splitLoops";
import { stemProblems } from "./nameStems";
import { nodeProblems } from "./nodeRules";
import { peerProblems } from "./peerRules";
import { openStackProblems } from "./openStackRules";

function clusterProblems({ clusters, peers = [] }: Draft): Problem[] {
    if (clusters === undefined) return [];
    const few: Problem[] =
        clusters.length < (peers.length === 0 ? 2 : 1)
            ? [{ path: ["clusters"], value: clusters, advice: CLUSTERS_ADVICE, isConstant: true }]
            : [];
    const names = repetitions(clusters.map((cluster) => cluster.name)).map(
        ({ value, index, first }): Problem => ({
            path: ["clusters", index, "name"],
            value,
            advice: `clusters[${String(first)}] has this name; write another`,
            example: `cluster${String(index + 1)}`,
        }),
    );
    return [...few, ...names];
}

function pullSecretProblems({ imagePullSecrets, imagePullCredentials }: Draft): Problem[] {
    const names = imagePullSecrets ?? [];
    const own = imagePullCredentials === undefined ? -1 : names.indexOf(PULL_SECRET);
    const repeated = repetitions(names).map(({ value, index, first }): Problem => ({
        path: ["imagePullSecrets", index],
        value,
        advice: `imagePullSecrets[${String(first)}] is the same; remove one of them`,
    }));
    if (own < 0) return repeated;
    const advice =
        "the program makes the Secret of this name out of imagePullCredentials; remove it";
    return [...repeated, { path: ["imagePullSecrets", own], value: PULL_SECRET, advice }];
}

function linkProblems(draft: Draft): Problem[] {
    const { clusters, links } = draft;
    if (clusters === undefined || links === undefined) return [];
    const own = clusters.flatMap((cluster) => cluster.name ?? []);
    // A name that is itself malformed is not there to be compared with.
    const complete = own.length === clusters.length;
    const names = [...own, ...peerNames(draft)];
    const choice = [...new Set(names)].join(", ");
    return links.flatMap((link, index): Problem[] => {
        const unknown = (["source", "target"] as const).flatMap((end): Problem[] => {
            const value = link[end];
            if (!complete || value === undefined || names.includes(value)) return [];
            const advice = `no cluster has this name; write one of ${choice}`;
            return [{ path: ["links", index, end], value, advice }];
        });
        if (link.source === undefined || link.target === undefined) return unknown;
        if (link.source === link.target) {
            const advice =
                "a cluster cannot be linked to itself; write the name of another cluster";
            return [
                ...unknown.slice(0, 1),
                { path: ["links", index, "target"], value: link.target, advice },
            ];
        }
        const first = links.findIndex(
            (other) => other.source === link.source && other.target === link.target,
        );
        if (first === index) return unknown;
        const advice = `links[${String(first)}] is the same link; remove one of them`;
        return [...unknown, { path: ["links", index], value: link, advice }];
    });
}

function certificateProblems(draft: Draft): Problem[] {
    const problems: Problem[] = [];
    const { trustAnchorLifetime: anchor, issuerLifetime: issuer } = draft;
    const [anchorSeconds, issuerSeconds] = [anchor, issuer].map((text) =>
        text === undefined ? NaN : (parseGoDuration(text) ?? NaN),
    );
    if (Number(issuerSeconds) >= Number(anchorSeconds)) {
        const advice = `an issuer is made after its trust anchor and must end before it; write a shorter one or a longer trustAnchorLifetime, which is ${String(anchor)}`;
        const example = "8760h and 87600h";
        problems.push({ path: ["issuerLifetime"], value: issuer, advice, example });
    }
    const generations = draft.trustAnchorGenerations ?? [];
    if (draft.certificates !== undefined && generations.length > 1) {
        const advice =
            "certificates.trustAnchors are the anchors, and the program makes none; write one generation, which is that of the webhook certificates";
        problems.push({ path: ["trustAnchorGenerations"], value: generations, advice });
    }
    generations.forEach((generation, index) => {
        if (generations.indexOf(generation) === index) return;
        const advice = "it is in the list already; remove it";
        problems.push({
            path: ["trustAnchorGenerations", index],
            value: generation,
            advice,
        });
    });
    const { signingTrustAnchor: signing } = draft;
    if (signing !== undefined && generations.length > 0 && !generations.includes(signing)) {
        const advice = `clusters would not trust it; write one of trustAnchorGenerations: ${generations.join(", ")}`;
        problems.push({ path: ["signingTrustAnchor"], value: signing, advice });
    }
    return problems;
}

/** What the keys have against each other; what needs the kubeconfigs is checked elsewhere. */
export function ruleProblems(draft: Draft, routes: readonly Route[]): Problem[] {
    return [
        ...clusterProblems(draft),
        ...stemProblems(draft),
        ...linkProblems(draft),
        ...routingProblems(draft),
        ...peerProblems(draft),
        ...openStackProblems(draft, routes),
        ...nodeProblems(draft),
        ...addressProblems(draft, routes),
        ...pullSecretProblems(draft),
        ...(draft.chartValues === undefined ? [] : reservedHelmValueProblems(draft.chartValues)),
        ...certificateProblems(draft),
        ...sampleProblems(draft, routes),
        ...splitProblems(draft),
        ...exportProblems(draft, routes),
        ...splitListProblems(draft, routes),
        ...loopProblems(draft),
    ];
}
