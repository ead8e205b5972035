/** What a finding is about; no cluster is the whole mesh. */
export interface Place {
    /** Several where they share what is wrong; the source of a link. */
    readonly clusters: readonly string[];
    /** Of the cluster; none where it is the cluster as a whole, or a link. */
    readonly nodes: readonly string[];
    readonly isLink: boolean;
}

const AND = ", ";
const [ONE_NODE, NODES, LINK] = ["/", ": ", "-to-"];

/** `where` of a finding about nodes of one cluster. */
export function onNodes(cluster: string, nodes: readonly string[]): string {
    return [cluster, nodes.join(AND)].join(nodes.length === 1 ? ONE_NODE : NODES);
}

/** `where` of a finding about several clusters. */
export function inClusters(clusters: readonly string[]): string {
    return clusters.join(AND);
}

/** What `where` of a finding names, in a mesh of these clusters. Pure. */
export function placeOf(where: string, clusters: readonly string[]): Place {
    const whole = where.split(AND);
    if (whole.every((name) => clusters.includes(name))) {
        return { clusters: whole, nodes: [], isLink: false };
    }
    const [found] = clusters
        .flatMap((cluster) =>
            [ONE_NODE, NODES, LINK].map((mark) => ({ cluster, mark, begin: cluster + mark })),
        )
        .filter(({ begin }) => where.startsWith(begin))
        // The longest name counts, as one may begin with another.
        .sort((a, b) => b.cluster.length - a.cluster.length);
    if (found === undefined) return { clusters: [], nodes: [], isLink: false };
    const isLink = found.mark === LINK;
    const nodes = isLink ? [] : where.slice(found.begin.length).split(AND);
    return { clusters: [found.cluster], nodes, isLink };
}
