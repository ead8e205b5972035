import { linkName } from "../../components/linkerd/names";
import { lookAtMeshUse, namedUse, type MeshUse } from "../../components/removal/meshUse";
import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import type { Problem } from "../configuration/types/problem";
import { stackOf } from "../configuration/stackOf";
import { CLUSTER_NAME_LABEL, MIRRORED_SERVICE_LABEL } from "./mirrorLabels";
import type { StackOutputs } from "./stackOutputs";

type Mesh = Pick<PlainMeshConfig, "clusters" | "links" | "peers" | "peerLinks" | "accepted">;
/** From a cluster of this stack to any. */
export type Link = Pick<PlainMeshConfig["links"][number], "source" | "target">;

/**
 * Links that an update of `config` removes from clusters that stay. `outward` are those to other stacks
 * that it makes; `last` are those of the last `up`. Pure.
 */
export function removedLinks(
    { clusters, links }: Mesh,
    outward: readonly Link[],
    last: StackOutputs["links"] = [],
): readonly Link[] {
    const kept = new Set([...links, ...outward].map(linkName));
    return last.filter(
        (link) => !kept.has(linkName(link)) && clusters.some(({ name }) => name === link.source),
    );
}

/** The key that a removed link is missing in, and what brings it back. */
function wayBack({ clusters, peers, peerLinks }: Mesh, { source, target }: Link) {
    // It is configured still, and the other stack does not tell of it.
    if (peerLinks.some((link) => link.source === source && link.target === target)) {
        const stack = stackOf(target, peers);
        const again = `stack ${stack} has no account for ${source} any more: write ${source} in its key peers and run \`pulumi up\` there`;
        return { key: "peers", again } as const;
    }
    return clusters.some(({ name }) => name === target)
        ? ({ key: "links", again: "write the link again" } as const)
        : ({ key: "clusters", again: `write ${target} again` } as const);
}

/** What the source of a removed link loses; nothing where no mirror is there but the sample's. Pure. */
export function cutOffProblem(
    config: Mesh,
    link: Link,
    { services, workloads }: MeshUse,
): Problem[] {
    if (services.length === 0) return [];
    const { key, again } = wayBack(config, link);
    const from = workloads.length === 0 ? "" : ` from ${namedUse(workloads)}`;
    return [
        {
            path: [key],
            value: config[key],
            advice: `${linkName(link)}: without this link ${link.source} loses the Services ${namedUse(services)}, and cuts them off${from}; ${again}, or set acceptCutOff to true`,
        },
    ];
}

/** Looks at the clusters that would lose a link. Asks nothing where none is removed, or where that is accepted. */
export async function cutOffProblems(
    config: Mesh,
    outward: readonly Link[],
    last: StackOutputs,
): Promise<Problem[]> {
    const removed = config.accepted.cutOff ? [] : removedLinks(config, outward, last.links);
    if (removed.length === 0) return [];
    const found = await Promise.all(
        removed.map(async (link) => {
            const kubeconfig = config.clusters.find(({ name }) => name === link.source)?.kubeconfig;
            const mirrors = `${MIRRORED_SERVICE_LABEL}=true,${CLUSTER_NAME_LABEL}=${link.target}`;
            try {
                return cutOffProblem(config, link, await lookAtMeshUse(kubeconfig ?? "", mirrors));
            } catch {
                // An API server that does not answer is reported by itself.
                return [];
            }
        }),
    );
    return found.flat();
}
