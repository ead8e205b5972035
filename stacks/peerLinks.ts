import * as pulumi from "@pulumi/pulumi";
import type { Link } from "../components/linkerd/link";
import type { MeshConfig } from "./configuration/types/meshConfig";
import { newLink, required } from "./meshLinks";
import type { DeployedCluster } from "./nodeRoutes";
import { outwardLinks, type Peers } from "./peerStacks";

/** What the links between this stack and others are made of. */
export interface PeerLinksArgs {
    readonly mesh: MeshConfig;
    readonly peers: Peers;
    /** By name. */
    readonly clusters: ReadonlyMap<string, DeployedCluster>;
    readonly trustAnchorsHash: pulumi.Output<string>;
}

/** A link from this stack to another. */
export interface PeerLink {
    readonly source: string;
    readonly target: string;
    /** Of its credentials. */
    readonly generation: number;
    readonly made: Link;
}

/**
 * The links from this stack to others. They carry the public address of the gateway, and wait for
 * nothing of the other side: its stack lets packets in when it knows this one.
 */
export function peerLinks(
    { mesh, peers, clusters, trustAnchorsHash }: PeerLinksArgs,
    parent: pulumi.Resource,
): readonly PeerLink[] {
    return outwardLinks(mesh, peers).map(({ source, target, cluster, access }) => ({
        ...{ source, target, generation: access.generation },
        made: newLink(
            { source, from: required(clusters, source) },
            {
                name: target,
                clusterDomain: cluster.clusterDomain,
                apiServer: cluster.apiServer,
                access: {
                    accountName: access.accountName,
                    token: pulumi.secret(access.token),
                    certificateAuthorityData: pulumi.output(access.certificateAuthorityData),
                },
                gatewayAddress: cluster.gatewayAddress,
            },
            { mesh, trustAnchorsHash },
            parent,
        ),
    }));
}

/** What this stack tells others: `PeerStack` reads it there. Secret, since it has tokens. */
export function forPeers(
    {
        mesh,
        clusters,
        toPeers,
    }: Pick<PeerLinksArgs, "mesh" | "clusters"> & { readonly toPeers: readonly PeerLink[] },
    trustAnchors: readonly pulumi.Input<string>[],
    egressAddresses: (cluster: string) => readonly string[],
): pulumi.Output<unknown> {
    const told = [...clusters].map(([name, { config, resource }]) => {
        const sources = mesh.peerLinks.filter(({ target }) => target === name);
        const access = sources.map(({ source }) => {
            const { accountName, token, certificateAuthorityData, generation } = required(
                resource.access,
                source,
            );
            return [source, { accountName, token, certificateAuthorityData, generation }] as const;
        });
        // Said once they are in use: the other stack then lets those before end.
        const reads = toPeers
            .filter(({ source }) => source === name)
            .map(
                ({ target, generation, made }) =>
                    [target, made.credentials.id.apply(() => generation)] as const,
            );
        const { gatewayInOpenStack: place, multicluster } = resource;
        return [
            name,
            {
                apiServer: config.apiServer,
                clusterDomain: config.clusterDomain,
                gatewayAddress: place?.floatingAddress ?? multicluster.gatewayAddress,
                egressAddresses: egressAddresses(name),
                accessGeneration: config.accessGeneration ?? 1,
                reads: Object.fromEntries(reads),
                access: Object.fromEntries(access),
            },
        ] as const;
    });
    return pulumi.secret({ trustAnchors, clusters: Object.fromEntries(told) });
}
