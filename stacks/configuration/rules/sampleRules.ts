import { linkerdVersion } from "../../../components/linkerd/versions";
import { exporterOf } from "../../../components/sample/names";
import type { Draft } from "../draft/draft";
import type { Problem } from "../types/problem";
import type { Route } from "../draft/routes";

/** What the version of Linkerd has against the split that is written. */
export function splitProblems({ linkerdVersion: name, sample }: Draft): Problem[] {
    const value = sample?.split;
    if (name === undefined || value !== "HTTPRoute") return [];
    if (linkerdVersion(name).generation.split === value) return [];
    const advice =
        "Linkerd 2.14 looks up the Services of a route once, so a mirrored Service that appears after the route is never found; write TrafficSplit, or a newer linkerdVersion";
    return [{ path: ["sample", "split"], value, advice }];
}

/**
 * What the sample needs of the links: one from every other cluster to the first, whose helloworld
 * is mirrored. A split without its mirror would look like a broken mesh.
 */
export function sampleProblems(draft: Draft, routes: readonly Route[]): Problem[] {
    if (draft.sample?.enabled !== true) return [];
    const clusters = draft.clusters ?? [];
    const exporter = exporterOf(clusters);
    if (exporter?.name === undefined) return [];
    const linked = routes
        .filter(({ target }) => target.cluster === exporter)
        .map(({ source }) => source.index);
    return clusters.flatMap((cluster, index): Problem[] => {
        const { name } = cluster;
        // A name that is malformed, or not one cluster's alone, is reported as such.
        const isKnown = name !== undefined && clusters.findIndex((c) => c.name === name) === index;
        if (!isKnown || cluster === exporter || linked.includes(index)) return [];
        const link = JSON.stringify({ source: name, target: exporter.name });
        const advice = `${name} has no link to ${exporter.name}, the first cluster, whose helloworld it shares requests with; add ${link} to links, or write false`;
        return [{ path: ["sample", "enabled"], value: true, advice }];
    });
}
