import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { GatewayAddress } from "../components/openstack/gatewayAddress";
import type { IngressRule } from "../components/openstack/securityGroupRules";
import type { ClusterConfig } from "./configuration/types/meshConfig";
import type { Placement } from "./survey/placement";

/** What the place of a gateway in OpenStack is made from. */
export interface GatewayPlace {
    readonly cluster: ClusterConfig;
    readonly placement?: Placement;
    readonly ingress: readonly IngressRule[];
    readonly protectFloatingIp: boolean;
}

/** The place of a gateway in OpenStack; nothing where its own address is public. */
export function gatewayInOpenStack(
    address: pulumi.Input<string>,
    { cluster, placement, ingress, protectFloatingIp }: GatewayPlace,
    parent: pulumi.Resource,
): GatewayAddress | undefined {
    const { name, openstack: project } = cluster;
    if (project === undefined || placement === undefined) return undefined;
    const provider = new openstack.Provider(`${name}-openstack`, project.cloud, {
        parent,
        // Up to version 0.1.0 it had no parent: stacks made then keep it.
        aliases: [{ parent: pulumi.rootStackResource }],
    });
    return new GatewayAddress(
        `${name}-gateway-address`,
        {
            cluster: name,
            stack: pulumi.getStack(),
            address,
            placement,
            ingress,
            addressPairs: project.addressPairs,
            cloud: project.cloud,
            protectFloatingIp,
        },
        { parent, providers: { openstack: provider } },
    );
}
