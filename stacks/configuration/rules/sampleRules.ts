import type { Draft } from "../draft/draft";
import type { Problem } from "../types/problem";
import { routes } from "../draft/routes";

/**
 * What the sample needs of the links: one from every other cluster to the first, whose helloworld
 * is mirrored. A split without its mirror would look like a broken mesh.
 */
export function sampleProblems(draft: Draft): Problem[] {
    if (draft.sample.enabled !== true) return [];
    const clusters = draft.clusters ?? [];
    const exporter = clusters[0]?.name;
    if (exporter === undefined) return [];
    const linked = routes(draft)
        .filter(({ target }) => target.index === 0)
        .map(({ source }) => source.index);
    return clusters.flatMap(({ name }, index): Problem[] => {
        // A name that is malformed, or not one cluster's alone, is reported as such.
        const isKnown = name !== undefined && clusters.findIndex((c) => c.name === name) === index;
        if (!isKnown || index === 0 || linked.includes(index)) return [];
        const link = JSON.stringify({ source: name, target: exporter });
        const advice = `${name} has no link to ${exporter}, the first cluster, whose helloworld it shares requests with; add ${link} to links, or write false`;
        return [{ path: ["sample", "enabled"], value: true, advice }];
    });
}
