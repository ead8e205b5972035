import type * as pulumi from "@pulumi/pulumi";
import { GatewayAddress } from "../components/openstack/gatewayAddress";
import type { ClusterArgs } from "./cluster";

/** The place of a gateway in OpenStack; nothing where its own address is public. */
export function gatewayInOpenStack(
    address: pulumi.Input<string>,
    { cluster, mesh, cloud, site, ingress }: ClusterArgs,
    parent: pulumi.Resource,
): GatewayAddress | undefined {
    const { name, openstack: project } = cluster;
    if (project === undefined || cloud === undefined || site === undefined) return undefined;
    return new GatewayAddress(
        `${name}-gateway-address`,
        {
            cluster: name,
            address,
            site,
            floatingIp: site.floatingIp,
            ingress,
            addressPairs: project.addressPairs,
            cloud: project.cloud,
            protectFloatingIp: mesh.protectFloatingIps,
        },
        { parent, providers: { openstack: cloud } },
    );
}
