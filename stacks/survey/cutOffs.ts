import { linkName } from "../../components/linkerd/names";
import { lookAtMeshUse, namedUse, type MeshUse } from "../../components/removal/meshUse";
import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import type { Problem } from "../configuration/types/problem";
import { CLUSTER_NAME_LABEL, MIRRORED_SERVICE_LABEL } from "./mirrorLabels";
import type { StackOutputs } from "./stackOutputs";

type Mesh = Pick<PlainMeshConfig, "clusters" | "links" | "peerLinks" | "accepted">;
type Link = Pick<PlainMeshConfig["links"][number], "source" | "target">;

/** Links that an update of `config` removes from clusters that stay; `last` are those of the last `up`. Pure. */
export function removedLinks(
    { clusters, links, peerLinks }: Mesh,
    last: StackOutputs["links"] = [],
): readonly Link[] {
    const kept = new Set([...links, ...peerLinks].map(linkName));
    return last.filter(
        (link) => !kept.has(linkName(link)) && clusters.some(({ name }) => name === link.source),
    );
}

/** What the source of a removed link loses; nothing where no mirror is there but the sample's. Pure. */
export function cutOffProblem(
    { clusters, links }: Mesh,
    { source, target }: Link,
    { services, workloads }: MeshUse,
): Problem[] {
    if (services.length === 0) return [];
    const targetStays = clusters.some(({ name }) => name === target);
    const from = workloads.length === 0 ? "" : ` from ${namedUse(workloads)}`;
    const again = targetStays ? "write the link again" : `write ${target} again`;
    return [
        {
            path: [targetStays ? "links" : "clusters"],
            value: targetStays ? links : clusters,
            advice: `${linkName({ source, target })}: without this link ${source} loses the Services ${namedUse(services)}, and cuts them off${from}; ${again}, or set acceptCutOff to true`,
        },
    ];
}

/** Looks at the clusters that would lose a link. Asks nothing where none is removed, or where that is accepted. */
export async function cutOffProblems(config: Mesh, last: StackOutputs): Promise<Problem[]> {
    const removed = config.accepted.cutOff ? [] : removedLinks(config, last.links);
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
