import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import { onNodes } from "../../findings/place";

/** A finding on one node of a cluster. */
export interface NodeFinding extends Omit<Finding, "where"> {
    readonly node: string;
}

/** What is wrong on a node, whatever repairs it. */
export type Fact = Omit<NodeFinding, "node" | "remedy">;

/** Findings of one cluster, those that say the same of several nodes as one. */
export function grouped(cluster: string, findings: readonly NodeFinding[]): Finding[] {
    const groups = groupBy(findings, ({ severity, what, why }) =>
        JSON.stringify([severity, what, why]),
    );
    return [...groups.values()].flatMap((group) => {
        const [first] = group;
        const where = onNodes(
            cluster,
            group.map(({ node }) => node),
        );
        const remedies = new Map(group.map((one) => [JSON.stringify(one.remedy), one.remedy]));
        const remedy = [...remedies.values()].flat();
        return oneFinding(first.severity, first.code, where, { ...first, remedy });
    });
}
