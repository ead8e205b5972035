import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { linkName } from "../components/linkerd/names";
import { operatorError } from "../components/operatorError";
import type { PlainMeshConfig } from "./configuration/types/plainConfig";

const Cluster = z.object({
    /** URL of its API server for the pods of other clusters. */
    apiServer: z.string(),
    clusterDomain: z.string(),
    /** Public address of its gateway. */
    gatewayAddress: z.string(),
    /** Addresses from which its pods reach other clusters. */
    egressAddresses: z.array(z.string()),
    /** Generation of the credentials with which it is to read others. */
    accessGeneration: z.number().default(1),
    /** Generation of those with which it does read each, by the name of the other one. */
    reads: z.record(z.string(), z.number()).default({}),
    /** Accounts with which clusters of other stacks read it, by the name of the other one. */
    access: z.record(
        z.string(),
        z.object({
            accountName: z.string(),
            token: z.string(),
            generation: z.number().default(1),
            certificateAuthorityData: z.string(),
        }),
    ),
});

const ForPeers = z.object({
    /** PEM. */
    trustAnchors: z.array(z.string()),
    clusters: z.record(z.string(), Cluster),
});

/** A cluster of another stack, as that stack tells of it; its tokens are in the clear. */
export type PeerCluster = z.output<typeof Cluster>;

/** What other stacks tell this one. */
export interface Peers {
    /** Trust anchors of all of them, PEM. */
    readonly trustAnchors: readonly string[];
    /** Configured clusters that their stack tells of, by name. */
    readonly clusters: ReadonlyMap<string, PeerCluster>;
}

/** Of a stack without peers. */
export const NO_PEERS: Peers = { trustAnchors: [], clusters: new Map() };

type Config = Pick<PlainMeshConfig, "peers" | "peerLinks">;

/** Links that lead from this stack to another, and can be made: the other one has an account for them. Pure. */
export function outwardLinks({ peerLinks }: Pick<Config, "peerLinks">, { clusters }: Peers) {
    return peerLinks.flatMap(({ source, target }) => {
        const cluster = clusters.get(target);
        const access = cluster?.access[source];
        return cluster === undefined || access === undefined
            ? []
            : [{ source, target, cluster, access }];
    });
}

/** What is not linked yet, and what to do, as warnings. Pure. */
export function pendingLinks(config: Config, peers: Peers): string[] {
    const made = new Set(outwardLinks(config, peers).map(linkName));
    const again = "Run `pulumi up` there, then here again.";
    return config.peers.flatMap(({ stack, clusters }) =>
        clusters.flatMap((name) => {
            if (!peers.clusters.has(name)) {
                return [
                    `${name}: stack ${stack} does not tell of this cluster yet, and nothing is linked with it. It needs the cluster, and the key peers with the clusters of this stack. ${again}`,
                ];
            }
            return config.peerLinks
                .filter((link) => link.target === name && !made.has(linkName(link)))
                .map(
                    (link) =>
                        `${linkName(link)}: stack ${stack} has no account for ${link.source} yet, and the link is not made. It needs ${link.source} in its key peers. ${again}`,
                );
        }),
    );
}

async function lookAt({ stack, clusters }: Config["peers"][number]): Promise<Peers> {
    const reference = new pulumi.StackReference(stack);
    // Its tokens make the whole output a secret.
    const output = await reference.getOutputDetails("forPeers");
    const found: unknown = output.secretValue ?? output.value;
    if (found === undefined) return NO_PEERS;
    const { data } = ForPeers.safeParse(found);
    if (data === undefined) {
        throw operatorError(
            `The output forPeers of stack ${stack} is not what this program writes: take the same version of it for both stacks.`,
        );
    }
    const told = clusters.flatMap((name) => {
        const cluster = data.clusters[name];
        return cluster === undefined ? [] : [[name, cluster] as const];
    });
    return { trustAnchors: data.trustAnchors, clusters: new Map(told) };
}

/** Reads the other stacks of the mesh, and warns of links that cannot be made yet. */
export async function lookAtPeers(config: Config): Promise<Peers> {
    const found = await Promise.all(config.peers.map(lookAt));
    const peers = {
        trustAnchors: found.flatMap(({ trustAnchors }) => trustAnchors),
        clusters: new Map(found.flatMap(({ clusters }) => [...clusters])),
    };
    for (const warning of pendingLinks(config, peers)) await pulumi.log.warn(warning);
    return peers;
}
