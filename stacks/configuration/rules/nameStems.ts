import type { Draft } from "../draft/draft";
import { peerPlaces } from "../draft/routes";
import { renderPath, type ConfigPath, type Problem } from "../types/problem";

interface NamedPlace {
    readonly name: string | undefined;
    /** Of the cluster. */
    readonly place: ConfigPath;
    readonly problem: Pick<Problem, "path" | "example">;
    readonly remedy: string;
}

function ownPlaces({ clusters = [] }: Draft): readonly NamedPlace[] {
    return clusters.map(({ name }, index) => ({
        name,
        place: ["clusters", index],
        problem: { path: ["clusters", index, "name"], example: `cluster${String(index + 1)}` },
        remedy: "write another",
    }));
}

/**
 * Clusters whose names are those of others with `-destination`: `…-to-east-destination-credentials` is a
 * Secret of the link to east, and of the one to east-destination. Those of other stacks are targets too.
 */
export function stemProblems(draft: Draft): Problem[] {
    const peers = peerPlaces(draft).map(({ name, path }): NamedPlace => ({
        name,
        place: path,
        problem: { path },
        remedy: "rename one of the two in its stack",
    }));
    const all = [...ownPlaces(draft), ...peers];
    return all.flatMap(({ name, problem, remedy }): Problem[] => {
        const stem = name?.endsWith("-destination") === true ? name.slice(0, -12) : undefined;
        const first = all.find((other) => stem !== undefined && other.name === stem);
        if (first === undefined) return [];
        const advice = `what is made for the links to ${renderPath(first.place)} would have the names of what is made for this cluster; ${remedy}`;
        return [{ ...problem, value: name, advice }];
    });
}
