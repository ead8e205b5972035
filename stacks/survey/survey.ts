import * as openstack from "@pulumi/openstack";
import type * as pulumi from "@pulumi/pulumi";
import type { MeshConfig } from "../configuration/types/meshConfig";
import { lookUpSites, type ClusterSite } from "./site";

/** What is there already and the mesh is built on. */
export interface Survey {
    /** Connection to the OpenStack project of each cluster that lies in one. */
    readonly clouds: ReadonlyMap<string, openstack.Provider>;
    /** Networks, ports and addresses of the same clusters. */
    readonly sites: ReadonlyMap<string, ClusterSite>;
}

/**
 * Looks at clusters and clouds before anything is made, in previews too.
 *
 * Rejects with one error for the operator that lists everything the configuration says of them
 * that is not so. The OpenStack providers are no children of the mesh: they are asked before it
 * is made.
 */
export async function survey(config: MeshConfig): Promise<Survey> {
    const clouds = new Map(
        config.clusters.flatMap(({ name, openstack: project }) =>
            project === undefined
                ? []
                : [[name, new openstack.Provider(`${name}-openstack`, project.cloud)] as const],
        ),
    );
    const nodes = await Promise.all(
        config.clusters.map(
            async ({ name, kubeconfig, nodes: { hosts } = { hosts: [] } }, index) => ({
                name,
                index,
                kubeconfig: await valueOf(kubeconfig),
                hosts,
            }),
        ),
    );
    const sites = await lookUpSites(
        config,
        clouds,
        nodes.filter(({ hosts }) => hosts.length > 0),
    );
    return { clouds, sites };
}

/** The value of an output that is known, as every part of the configuration is. */
function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}
