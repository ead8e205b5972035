import type { Finding } from "../../findings/finding";

/** A finding on one node of a cluster. */
export interface NodeFinding extends Omit<Finding, "where"> {
    readonly node: string;
}

/** What is wrong on a node, whatever repairs it. */
export type Fact = Omit<NodeFinding, "node" | "remedy">;

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
        const { severity, code, what, why } = first;
        const where =
            second === undefined
                ? `${cluster}/${first.node}`
                : `${cluster}: ${group.map(({ node }) => node).join(", ")}`;
        const remedies = new Map(group.map((one) => [JSON.stringify(one.remedy), one.remedy]));
        return [{ severity, code, where, what, why, remedy: [...remedies.values()].flat() }];
    });
}
