import type { OpenStackConfig } from "../configuration/types/meshConfig";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import type { CloudFailure, CloudView } from "./cloudView";
import type { Look } from "./look";
import { lookAtCloud, type CloudLookOptions, type Network } from "./lookAtCloud";
import { lookForMarked } from "./lookForMarked";
import { NeutronReader } from "./neutronReader";

/**
 * Asks Neutron for everything of the clusters in OpenStack, by the cluster's name; changes nothing.
 * Clusters with the same credentials share one login: Keystone may lock out a user who fails too often.
 */
export async function lookAtClouds(
    clusters: readonly PlainClusterConfig[],
    options: CloudLookOptions = {},
): Promise<ReadonlyMap<string, Look<CloudView, CloudFailure>>> {
    const readers = new Map<string, Promise<NeutronReader>>();
    const looks = clusters.flatMap((cluster) => {
        const { openstack } = cluster;
        if (openstack === undefined) return [];
        const key = JSON.stringify(openstack.cloud);
        const reader = readers.get(key) ?? NeutronReader.open(openstack.cloud);
        readers.set(key, reader);
        return [lookAtProject(cluster, openstack, reader, options)];
    });
    return new Map(await Promise.all(looks));
}

async function lookAtProject(
    cluster: PlainClusterConfig,
    openstack: OpenStackConfig<string>,
    opening: Promise<NeutronReader>,
    options: CloudLookOptions,
): Promise<[string, Look<CloudView, CloudFailure>]> {
    try {
        const reader = await opening;
        const found = await reader.byNameOrId<Network>("networks", openstack.network);
        const [network, second] = found;
        if (network === undefined || second !== undefined) {
            const count = found.length === 0 ? "no network" : `${found.length} networks`;
            const failure = `the project has ${count} "${openstack.network}"`;
            return [cluster.name, { failure, kind: "name" }];
        }
        const [seen, marked] = await Promise.all([
            lookAtCloud(cluster, openstack, network, reader, options),
            options.marked === true ? lookForMarked(reader) : undefined,
        ]);
        return [cluster.name, { seen: { ...seen, ...(marked === undefined ? {} : { marked }) } }];
    } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        return [cluster.name, { failure }];
    }
}
