import type { Draft } from "../draft/draft";
import { effectivePeerLinks, peerNames, peerPlaces } from "../draft/routes";
import type { Problem } from "../types/problem";
import { repetitions } from "./repetitions";

function nameProblems(draft: Draft): Problem[] {
    const places = peerPlaces(draft);
    const own = (draft.clusters ?? []).map(({ name }) => name);
    return repetitions([...own, ...places.map(({ name }) => name)]).flatMap(
        ({ value, index }): Problem[] => {
            // Two of this stack are told of with the clusters.
            const place = places[index - own.length];
            if (place === undefined) return [];
            const advice =
                "another cluster of the mesh has this name; write each once, and rename one where both exist";
            return [{ path: place.path, value, advice }];
        },
    );
}

function linkProblems(draft: Draft): Problem[] {
    const others = peerNames(draft);
    return (draft.links ?? []).flatMap(
        ({ source = "", target = "", routing }, index): Problem[] => {
            if (others.includes(source) && others.includes(target)) {
                const advice = "neither is a cluster of this stack; remove it here";
                return [{ path: ["links", index, "source"], value: source, advice }];
            }
            if (routing === undefined || ![source, target].some((end) => others.includes(end))) {
                return [];
            }
            const advice =
                "a link between stacks carries the public address of the gateway; remove the key";
            return [{ path: ["links", index, "routing"], value: routing, advice }];
        },
    );
}

function egressProblems(draft: Draft): Problem[] {
    const sources = new Set(effectivePeerLinks(draft).map(({ source }) => source));
    return (draft.clusters ?? []).flatMap((cluster, index): Problem[] => {
        const isKnown =
            cluster.gateway?.exposure !== "external" || cluster.egressAddresses !== undefined;
        if (isKnown || cluster.name === undefined || !sources.has(cluster.name)) return [];
        const advice =
            "the security groups of other stacks admit known addresses only, and no Neutron tells those of a cluster outside OpenStack; write the addresses that its pods are seen from";
        const path = ["clusters", index, "egressAddresses"];
        return [{ path, value: undefined, advice, example: '["198.51.100.7"]' }];
    });
}

/** What `peers` has against the rest of the configuration. */
export function peerProblems(draft: Draft): Problem[] {
    if ((draft.peers ?? []).length === 0) return [];
    const stacks = repetitions((draft.peers ?? []).map(({ stack }) => stack));
    return [
        ...stacks.map(({ value, index, first }): Problem => {
            const advice = `peers[${String(first)}] is the same stack; write all of its clusters there`;
            return { path: ["peers", index, "stack"], value, advice };
        }),
        ...nameProblems(draft),
        ...linkProblems(draft),
        ...egressProblems(draft),
    ];
}
