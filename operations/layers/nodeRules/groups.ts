import type { Finding } from "../../findings/finding";

/** A finding on one node of a cluster. */
export interface NodeFinding extends Omit<Finding, "where"> {
    readonly node: string;
}

/** Findings of one cluster, those that say the same of several nodes as one. */
export function grouped(cluster: string, findings: readonly NodeFinding[]): Finding[] {
    const groups = new Map<string, NodeFinding[]>();
    for (const finding of findings) {
        const key = JSON.stringify([finding.severity, finding.what, finding.why]);
        groups.set(key, [...(groups.get(key) ?? []), finding]);
    }
    return [...groups.values()].flatMap((group) => {
        const [first, second] = group;
        if (first === undefined) return [];
        const { severity, what, why } = first;
        const where =
            second === undefined
                ? `${cluster}/${first.node}`
                : `${cluster}: ${group.map(({ node }) => node).join(", ")}`;
        const remedy = [...new Set(group.map((finding) => finding.remedy))].join("\n");
        return [{ severity, where, what, why, remedy }];
    });
}
