import { linkName } from "../components/linkerd/names";
import type { RemoteAccessArgs } from "../components/linkerd/remoteAccess";
import type { ClusterConfig, MeshConfig } from "./configuration/types/meshConfig";
import type { PeerCluster, Peers } from "./peerStacks";
import { stackOf } from "./configuration/stackOf";

/** Generations of the tokens with which a cluster is read. */
export type AccessGenerations = Pick<RemoteAccessArgs, "generation" | "keptGeneration">;

interface Config extends Pick<MeshConfig, "links" | "peerLinks"> {
    readonly clusters: readonly Pick<ClusterConfig, "name" | "accessGeneration">[];
}

/** Those of a cluster of another stack: it gets the one that it is to have, and keeps what it has until then. */
function generationsFor(reader: PeerCluster | undefined, target: string): AccessGenerations {
    if (reader === undefined) return {};
    const { accessGeneration: generation, reads } = reader;
    const { [target]: keptGeneration = generation } = reads;
    return keptGeneration === generation ? { generation } : { generation, keptGeneration };
}

/** The clusters that read `target`, and the generations of their tokens. Pure. */
export function readersOf(
    target: string,
    { clusters, links, peerLinks }: Config,
    peers: Peers,
): ReadonlyMap<string, AccessGenerations> {
    const isIn = (link: { readonly target: string }) => link.target === target;
    const own = links.filter(isIn).map(({ source }) => {
        const generation = clusters.find(({ name }) => name === source)?.accessGeneration;
        return [source, generation === undefined ? {} : { generation }] as const;
    });
    const others = peerLinks
        .filter(isIn)
        .map(({ source }) => [source, generationsFor(peers.clusters.get(source), target)] as const);
    return new Map([...own, ...others]);
}

/** Links between stacks whose credentials are being made anew, and what to do, as warnings. Pure. */
export function pendingCredentials(
    config: Config & Pick<MeshConfig, "peers">,
    peers: Peers,
): string[] {
    const again = (other: string) => {
        return `Run \`pulumi up\` of stack ${stackOf(other, config.peers)}, then here again.`;
    };
    return config.peerLinks.flatMap(({ source, target }) => {
        const link = linkName({ source, target });
        const reader = config.clusters.find(({ name }) => name === source);
        if (reader !== undefined) {
            const { accessGeneration: wanted = 1 } = reader;
            const given = peers.clusters.get(target)?.access[source]?.generation ?? wanted;
            if (given === wanted) return [];
            return [
                `${link}: there is no token of accessGeneration ${wanted} yet, and that of ${given} stays in use. ${again(target)}`,
            ];
        }
        const { generation, keptGeneration: kept } = generationsFor(
            peers.clusters.get(source),
            target,
        );
        if (generation === undefined || kept === undefined) return [];
        return [
            `${link}: ${source} still uses the token of accessGeneration ${kept}, which stays until it uses that of ${generation}. ${again(source)}`,
        ];
    });
}
