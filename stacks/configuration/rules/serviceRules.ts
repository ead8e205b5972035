import { LONGEST_SERVICE_NAME, PROGRAM_NAMESPACES } from "../../../components/linkerd/names";
import { mirroredName, SAMPLE_NAMESPACE } from "../../../components/sample/names";
import type { Draft } from "../draft/draft";
import { effectivePeerLinks, type Route } from "../draft/routes";
import { HIGHEST_WEIGHTS } from "../keys/values";
import type { ConfigPath, Problem } from "../types/problem";
import { repetitions } from "./repetitions";

type SplitDraft = NonNullable<Draft["splits"]>[number];

/** Namespaces in which the program makes everything itself. */
function ownNamespace({ sample }: Draft, path: ConfigPath, value: string | undefined): Problem[] {
    const own = [...PROGRAM_NAMESPACES, ...(sample?.enabled === true ? [SAMPLE_NAMESPACE] : [])];
    if (value === undefined || !own.includes(value)) return [];
    const advice = "the program makes this namespace and what is in it; write one of your own";
    return [{ path: [...path, "namespace"], value, advice }];
}

/** A mirror's name that no Service can have. */
function longName(path: ConfigPath, service: string | undefined, cluster: string): Problem[] {
    const mirror = mirroredName(service ?? "", cluster);
    if (service === undefined || mirror.length <= LONGEST_SERVICE_NAME) return [];
    const left = LONGEST_SERVICE_NAME - mirroredName("", cluster).length;
    const advice = `its mirror ${mirror} would have ${mirror.length} characters, and a Service's name has ${LONGEST_SERVICE_NAME} at most; export a Service with a name of ${left} characters or less`;
    return [{ path: [...path, "service"], value: service, advice }];
}

function isLink(routes: readonly Route[], source: string, target: string): boolean {
    return routes.some(
        (route) => route.source.cluster.name === source && route.target.cluster.name === target,
    );
}

/** What the exports of the clusters have against the rest of the configuration. */
export function exportProblems(draft: Draft, routes: readonly Route[]): Problem[] {
    const readByPeers = new Set(effectivePeerLinks(draft).map(({ target }) => target));
    return (draft.clusters ?? []).flatMap(({ name, exports = [] }, index): Problem[] => {
        const list = ["clusters", index, "exports"];
        const texts = exports.map((entry) => JSON.stringify(entry));
        const repeated = repetitions(texts).map(({ index: position, first }): Problem => ({
            path: [...list, position],
            value: exports[position],
            advice: `exports[${String(first)}] is the same; remove one of them`,
        }));
        const alone =
            name === undefined ||
            exports.length === 0 ||
            readByPeers.has(name) ||
            routes.some(({ target }) => target.index === index)
                ? []
                : [
                      {
                          path: list,
                          value: exports,
                          advice: `no cluster has a link to ${name}, so nobody would get mirrors; add a link with the target ${name}, or remove the key`,
                      },
                  ];
        const each = exports.flatMap(({ namespace, service }, position): Problem[] => {
            const path = [...list, position];
            return [
                ...ownNamespace(draft, path, namespace),
                ...(name === undefined ? [] : longName(path, service, name)),
            ];
        });
        return [...alone, ...repeated, ...each];
    });
}

/** What the splits have against the rest of the configuration; loops stand apart. */
export function splitListProblems(draft: Draft, routes: readonly Route[]): Problem[] {
    const { splits = [], clusters = [] } = draft;
    const names = clusters.flatMap(({ name }) => name ?? []);
    // A name that is itself malformed is not there to be compared with.
    const isComplete = clusters.length > 0 && names.length === clusters.length;
    const unknown = (name: string) => isComplete && !names.includes(name);
    const choice = `no cluster has this name; write one of ${[...new Set(names)].join(", ")}`;
    const keys = splits.map(({ cluster, namespace, service }) =>
        cluster && namespace && service ? `${cluster} ${namespace}/${service}` : undefined,
    );
    const repeated = repetitions(keys).map(({ value, index, first }): Problem => ({
        path: ["splits", index],
        value: splits[index],
        advice: `splits[${String(first)}] shares the requests to ${value} already; remove one of them`,
    }));
    const each = splits.flatMap((split, index): Problem[] => {
        const { cluster, namespace, service, weights = {} } = split;
        const path = ["splits", index];
        const others = Object.entries(weights).filter(([name]) => name !== cluster);
        return [
            ...(cluster !== undefined && unknown(cluster)
                ? [{ path: [...path, "cluster"], value: cluster, advice: choice }]
                : []),
            ...ownNamespace(draft, path, namespace),
            ...others.flatMap(([name, value]): Problem[] => {
                const weight = [...path, "weights", name];
                if (unknown(name)) return [{ path: weight, value, advice: choice }];
                if (!isComplete || cluster === undefined || unknown(cluster)) return [];
                if (isLink(routes, cluster, name)) return longName(path, service, name);
                const link = JSON.stringify({ source: cluster, target: name });
                const advice = `${cluster} has no link to ${name}, so it has no mirrors of its Services; add ${link} to links, or remove the key`;
                return [{ path: weight, value, advice }];
            }),
            ...shareProblems(split, others.length, path),
        ];
    });
    return [...repeated, ...each];
}

function shareProblems({ cluster, weights }: SplitDraft, others: number, path: ConfigPath) {
    if (cluster === undefined || weights === undefined) return [];
    const value = weights;
    const at = [...path, "weights"];
    if (others === 0) {
        const advice = "it names no other cluster, so there is nothing to share; add one";
        return [{ path: at, value, advice }];
    }
    const sum = Object.values(weights).reduce((all, weight) => all + weight, 0);
    if (sum === 0) return [{ path: at, value, advice: "write a number above 0 for one of them" }];
    if (sum <= HIGHEST_WEIGHTS) return [];
    const advice = `they are ${sum} together, and the proxy adds up ten thousand times each in 32 bits; write smaller ones, ${HIGHEST_WEIGHTS} together at most`;
    return [{ path: at, value, advice }];
}
