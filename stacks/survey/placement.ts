import type { NodePort } from "../../components/openstack/nodePorts";
import { egressOf } from "./egress";
import type { SurveyedCluster } from "./surveyedCluster";

/** Where a cluster lies in OpenStack; everything by id. */
export interface Placement {
    readonly networkId: string;
    readonly subnetId: string;
    /** Ports of the nodes that Neutron filters; a skipped node without a port is left out. */
    readonly nodePorts: readonly NodePort[];
    /** The pool by its name, since the provider looks it up by nothing else, or the existing address. */
    readonly floatingIp: { readonly pool: string } | { readonly address: string };
    /** The operator's group. */
    readonly securityGroupId?: string;
    /** IPv4 addresses from which the cluster's pods reach other clusters, sorted; empty where no link starts here. */
    readonly egressAddresses: readonly string[];
}

/** The placement of a cluster that was checked. */
export function placementOf(cluster: SurveyedCluster): Placement {
    const { name, openstack, cloud, filteredPorts } = cluster;
    const { network, subnet, pool, securityGroup } = cloud;
    if (subnet === undefined) throw new Error(`the subnet of ${name} was not checked`);
    return {
        networkId: network.id,
        subnetId: subnet.id,
        nodePorts: filteredPorts,
        floatingIp:
            "address" in openstack.floatingIp
                ? { address: openstack.floatingIp.address }
                : { pool: pool?.name ?? openstack.floatingIp.pool },
        ...(openstack.securityGroup === undefined || securityGroup === undefined
            ? {}
            : { securityGroupId: securityGroup.id }),
        egressAddresses: egressOf(cluster) ?? [],
    };
}
