import type * as pulumi from "@pulumi/pulumi";
import { Link, type LinkArgs } from "../components/linkerd/link";
import { linkName } from "../components/linkerd/names";
import type { GatewayAddress } from "../components/openstack/gatewayAddress";
import type { LinkConfig, MeshConfig } from "./configuration/types/meshConfig";
import { nodeRoutes, type DeployedCluster } from "./nodeRoutes";

/** What links are made of. */
export interface MeshLinksArgs {
    readonly mesh: MeshConfig;
    /** By name. */
    readonly clusters: ReadonlyMap<string, DeployedCluster>;
    /** By name: of clusters that share a security group, one makes the rules of all. */
    readonly ingress: ReadonlyMap<string, { readonly owner: string }>;
    readonly trustAnchorsHash: pulumi.Output<string>;
}

/**
 * The links of the mesh, and the rules on the nodes of their sources: children of the mesh, never
 * of a cluster, since each waits for single resources of two.
 */
export function meshLinks(args: MeshLinksArgs, parent: pulumi.Resource): readonly Link[] {
    const { links } = args.mesh;
    const others = links
        .filter(({ routing }) => routing !== "dnat")
        .map((link) => ({ source: link.source, made: makeLink(link, [], args, parent) }));
    // A link that is no longer rewritten goes its new way before the nodes lose its rule.
    const routes = nodeRoutes(
        links,
        args.clusters,
        others.map(({ source, made }) => ({ source, resource: made.link })),
        parent,
    );
    const rewritten = links
        .filter(({ routing }) => routing === "dnat")
        .map((link) => makeLink(link, routes.get(link.source) ?? [], args, parent));
    return [...others.map(({ made }) => made), ...rewritten];
}

function makeLink(
    { source, target, routing }: LinkConfig,
    routes: readonly pulumi.Resource[],
    { mesh, clusters, ingress, trustAnchorsHash }: MeshLinksArgs,
    parent: pulumi.Resource,
): Link {
    const from = required(clusters, source);
    const to = required(clusters, target);
    const { gatewayInOpenStack: gatewayAddress } = to.resource;
    const owner = clusters.get(ingress.get(target)?.owner ?? target)?.resource;
    return newLink(
        { source, from },
        {
            name: target,
            clusterDomain: to.config.clusterDomain,
            apiServer: to.config.apiServer,
            access: required(to.resource.access, source),
            gatewayAddress:
                routing === "direct" && gatewayAddress !== undefined
                    ? gatewayAddress.floatingAddress
                    : to.resource.multicluster.gatewayAddress,
            reachableAfter: [
                ...new Set([
                    ...waysInto(gatewayAddress),
                    ...waysInto(owner?.gatewayInOpenStack),
                    ...routes,
                ]),
            ],
        },
        { mesh, trustAnchorsHash },
        parent,
    );
}

/** A link from a cluster of this stack to another, which may be of another stack. */
export function newLink(
    { source, from }: { readonly source: string; readonly from: DeployedCluster },
    target: Omit<LinkArgs["target"], "trustDomain">,
    { mesh, trustAnchorsHash }: Pick<MeshLinksArgs, "mesh" | "trustAnchorsHash">,
    parent: pulumi.Resource,
): Link {
    return new Link(
        linkName({ source, target: target.name }),
        {
            source: {
                multicluster: from.resource.multicluster,
                kubeconfig: from.config.kubeconfig,
            },
            target: { ...target, trustDomain: target.clusterDomain },
            images: mesh.images,
            version: mesh.charts.versions,
            trustAnchorsHash,
            highAvailability: mesh.highAvailability,
        },
        { parent, providers: { kubernetes: from.resource.provider } },
    );
}

/** What lets packets through to a gateway. */
function waysInto(address: GatewayAddress | undefined): readonly pulumi.Resource[] {
    return address === undefined ? [] : [address.association, ...address.admission];
}

/** The value that the checked configuration promises. */
export function required<K, V>(map: ReadonlyMap<K, V>, key: K): V {
    const value = map.get(key);
    if (value === undefined) {
        throw new Error(`mesh: no ${String(key)} in the checked configuration`);
    }
    return value;
}
