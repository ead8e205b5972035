import type * as pulumi from "@pulumi/pulumi";
import { GatewayRoute } from "../components/nodes/gatewayRoute";
import type { Cluster } from "./cluster";
import type { ClusterConfig, LinkConfig } from "./configuration/types/meshConfig";

/** A cluster's configuration and what was made of it. */
export interface DeployedCluster {
    readonly config: ClusterConfig;
    readonly resource: Cluster;
}

/**
 * Rules on every node of each cluster that a link with routing `dnat` starts from; gives the
 * resources that such links wait for, by the name of their source. Rules wait for `others`, the Links
 * of the same source that need none.
 */
export function nodeRoutes(
    links: readonly LinkConfig[],
    clusters: ReadonlyMap<string, DeployedCluster>,
    others: readonly { readonly source: string; readonly resource: pulumi.Resource }[],
    parent: pulumi.Resource,
): ReadonlyMap<string, readonly pulumi.Resource[]> {
    return new Map(
        [...clusters].map(([name, { config }]) => {
            const targets = links
                .filter(({ source, routing }) => source === name && routing === "dnat")
                .flatMap(({ target }) => routeTo(target, clusters.get(target)?.resource));
            const { hosts = [], revision = 1, ssh } = config.nodes ?? {};
            if (targets.length === 0 || ssh === undefined) return [name, []];
            const commands = hosts.map(
                (node) =>
                    new GatewayRoute(
                        `${name}-routes-${node.name}`,
                        {
                            node,
                            ssh,
                            revision,
                            routes: targets.map(({ route }) => route),
                            after: [
                                // The other way round destroy would take an address away under a rule.
                                ...targets.map(({ association }) => association),
                                ...others
                                    .filter(({ source }) => source === name)
                                    .map(({ resource }) => resource),
                            ],
                        },
                        { parent },
                    ).command,
            );
            return [name, commands];
        }),
    );
}

function routeTo(peer: string, cluster: Cluster | undefined) {
    const address = cluster?.gatewayInOpenStack;
    if (cluster === undefined || address === undefined) return [];
    const route = {
        peer,
        privateAddress: cluster.multicluster.gatewayAddress,
        floatingAddress: address.floatingAddress,
    };
    return [{ route, association: address.association }];
}
