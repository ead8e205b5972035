import { sh } from "../../components/shell";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { pulumi, type Remedy } from "../remedies/remedy";
import type { MeshView } from "../view/meshView";

/** Runs that credentials of links to other stacks need. */
export interface OtherStacks {
    readonly why: string;
    readonly remedy: Remedy;
}

/** Whether a cluster reads those of other stacks with the generation that is written, by the last `up`. Pure. */
export function hasTaken(
    { outputs }: Pick<MeshView, "outputs">,
    { name, accessGeneration = 1 }: Pick<PlainClusterConfig, "name" | "accessGeneration">,
): boolean {
    const reads = outputs?.forPeers?.clusters[name]?.reads ?? {};
    return Object.values(reads).every((generation) => generation === accessGeneration);
}

/**
 * What is left to run for the links of one cluster to other stacks, or of all: their stacks make the tokens,
 * and end the old ones. `isRaised` where a generation is to be raised first. Undefined without such links. Pure.
 */
export function otherStacks(
    view: Pick<MeshView, "config" | "outputs">,
    peer: string | undefined,
    isRaised: boolean,
): OtherStacks | undefined {
    const { peers, peerLinks, clusters } = view.config;
    const readers = clusters.filter(({ name }) => peer === undefined || name === peer);
    const targets = peerLinks
        .filter(({ source }) => readers.some(({ name }) => name === source))
        .map(({ target }) => target);
    const there = peers
        .filter((other) => other.clusters.some((name) => targets.includes(name)))
        .map(({ stack }) => sh`pulumi up --stack ${stack}`);
    if (there.length === 0) return undefined;
    return !isRaised && readers.every((reader) => hasTaken(view, reader))
        ? { why: "The old tokens of the links to other stacks end with this", remedy: there }
        : {
              why: "Then, for the links to other stacks, in this order",
              remedy: [...there, pulumi("up"), ...there],
          };
}
