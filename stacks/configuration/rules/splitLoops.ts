import { mirroredName } from "../../../components/sample/names";
import type { Draft } from "../draft/draft";
import type { Problem } from "../types/problem";

/** Clusters that share requests to one Service, by whom they hand some to. */
type Ways = ReadonlyMap<string, readonly string[]>;

/** The shortest way from a cluster to another, both included; undefined where there is none. */
function wayBetween(ways: Ways, from: string, to: string): readonly string[] | undefined {
    const queue = (ways.get(from) ?? []).map((next) => [from, next]);
    const seen = new Set<string>();
    for (const way of queue) {
        const end = way.at(-1) ?? "";
        if (end === to) return way;
        if (seen.has(end)) continue;
        seen.add(end);
        queue.push(...(ways.get(end) ?? []).map((next) => [...way, next]));
    }
    return undefined;
}

/** The way of a request: who asks, the mirror that it asks, and whose Service that is. */
function drawing(namespace: string, service: string, way: readonly string[]): string {
    const [first = "", ...rest] = way;
    const steps = rest.map(
        (cluster) =>
            `${namespace}/${mirroredName(service, cluster)} → ${cluster} ${namespace}/${service}`,
    );
    return [`${first} ${namespace}/${service}`, ...steps].join(" → ");
}

/**
 * Splits that hand requests to a split of another cluster. In a circle nobody would ever answer; and
 * a gateway refuses with 508 what comes from a gateway of its own identity, which is that of every
 * cluster with the same domain.
 */
export function loopProblems({ splits = [], clusters = [] }: Draft): Problem[] {
    const domain = (name: string) => clusters.find((one) => one.name === name)?.clusterDomain;
    const reported = new Set<string>();
    return splits.flatMap((split, index): Problem[] => {
        const { cluster, namespace, service } = split;
        if (cluster === undefined || namespace === undefined || service === undefined) return [];
        const ways: Ways = new Map(
            splits
                .filter((other) => other.namespace === namespace && other.service === service)
                .map(({ cluster: from = "", weights = {} }) => [
                    from,
                    Object.entries(weights).flatMap(([to, weight]) =>
                        to !== from && weight > 0 ? [to] : [],
                    ),
                ]),
        );
        const circle = wayBetween(ways, cluster, cluster);
        const chain = (ways.get(cluster) ?? [])
            .flatMap((next) => (ways.get(next) ?? []).map((last) => [cluster, next, last]))
            .find(([, next = "", last = ""]) => domain(next) === domain(last));
        const way = circle ?? chain;
        if (way === undefined) return [];
        const place = (name: string) => `${name} ${namespace}/${service}`;
        if (reported.has(place(cluster))) return [];
        if (circle !== undefined) circle.forEach((name) => reported.add(place(name)));
        const drawn = drawing(namespace, service, way);
        const advice =
            circle === undefined
                ? `requests would pass two gateways of one identity, and the second refuses them with 508: ${drawn}; let ${cluster} hand them to ${way.at(-1) ?? ""} itself, or write 0 for one of the two`
                : `requests would go in a circle: ${drawn}; write 0 for one of these weights, or remove one of the splits`;
        return [{ path: ["splits", index, "weights"], value: split.weights, advice }];
    });
}
