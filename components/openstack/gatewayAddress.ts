import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { AddressPair } from "./addressPair";
import { addressWithPairs } from "./addressWithPairs";
import type { NodePort } from "./nodePorts";
import { dashed, ownDescription, gatewayGroupName, gatewayPortName } from "./names";
import type { NeutronCredentials } from "./neutronCredentials";
import { GatewayRules } from "./gatewayRules";
import { addressesByPort, isSameRule, type IngressRule } from "./securityGroupRules";

/** Arguments of {@link GatewayAddress}. */
export interface GatewayAddressArgs {
    /** Name of the cluster, in the names of what is made in OpenStack. */
    readonly cluster: string;
    /** Name of the stack, in the descriptions of what is made. */
    readonly stack: string;
    /**
     * Private address of the Linkerd gateway. With `addressPairs: check` a plain string is one whose
     * pairs were checked before anything was made; those of an Output are checked here.
     */
    readonly address: pulumi.Input<string>;
    /** Where the cluster lies; all ids. */
    readonly placement: {
        readonly networkId: string;
        readonly subnetId: string;
        readonly nodePorts: readonly NodePort[];
        /** The operator's group. @default a group of ours, added to every node's port */
        readonly securityGroupId?: string;
        /** What it lets in already, but for rules of other clusters of the stack. */
        readonly rulesThere?: readonly IngressRule[];
        /** Our port, where it has the address already; the last `up` may not have noted it. */
        readonly ownPortId?: string;
        /** Our group, by the same reason. */
        readonly ownGroupId?: string;
        /** A pool, by name since the provider looks it up by nothing else, or an address that the project has. */
        readonly floatingIp:
            | {
                  readonly pool: string;
                  /** Id of one that an interrupted update took from the pool. */
                  readonly adopted?: string;
              }
            | { readonly address: string };
    };
    /** Who is let in. */
    readonly ingress: readonly IngressRule[];
    readonly addressPairs: "check" | "manage" | "none";
    /** Credentials for rules, and for `addressPairs: manage`. */
    readonly cloud: NeutronCredentials;
    /** Whether the engine refuses to delete a floating IP from a pool. */
    readonly protectFloatingIp: boolean;
}

/** Options for what an update that was killed made; the engine passes over the id of one that is in the state. */
function adopted(id: string | undefined, ignoreChanges?: string[]): pulumi.CustomResourceOptions {
    if (id === undefined) return {};
    return { import: id, ...(ignoreChanges === undefined ? {} : { ignoreChanges }) };
}

/**
 * The address at which other clusters reach a Linkerd gateway: port, floating IP, and what lets
 * packets through.
 *
 * Replaces the console's part of guide step 3.5: the interface with the gateway's address, its
 * floating IP, the address pairs, and the firewall table of step 2.2. Differs in rules for the peers'
 * addresses alone. Neutron filters on the port of the node that carries the address, so the rules are
 * in the nodes' group; the port here only reserves the address and holds the floating IP.
 */
export class GatewayAddress extends pulumi.ComponentResource {
    /** Floating IP of the gateway, for whoever waits for its association. */
    public readonly floatingAddress: pulumi.Output<string>;
    /** Reserves the private address: a load balancer that announces it waits for this. */
    public readonly port: openstack.networking.Port;
    public readonly association: openstack.networking.FloatingIpAssociate;
    /** Rules, memberships and address pairs: without them Neutron drops packets of the gateway. */
    public readonly admission: readonly pulumi.Resource[];

    constructor(name: string, args: GatewayAddressArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:openstack:GatewayAddress", name, {}, opts);

        const { cluster, placement } = args;
        const address =
            args.addressPairs === "check"
                ? addressWithPairs(args.address, cluster, placement.nodePorts)
                : args.address;
        this.port = new openstack.networking.Port(
            `${name}-port`,
            {
                name: gatewayPortName(cluster),
                description: ownDescription(args.stack, cluster),
                networkId: placement.networkId,
                fixedIps: [{ subnetId: placement.subnetId, ipAddress: address }],
                // Packets enter through a node's port; a group here would filter nothing.
                noSecurityGroups: true,
            },
            {
                parent: this,
                // Neutron refuses another address for a port that has a floating IP.
                replaceOnChanges: ["fixedIps"],
                // The provider reads back neither; both are right at a port that has the address.
                ...adopted(placement.ownPortId, ["fixedIps", "noSecurityGroups"]),
            },
        );
        this.association = new openstack.networking.FloatingIpAssociate(
            `${name}-association`,
            {
                floatingIp: this.floatingIp(name, args),
                portId: this.port.id,
                fixedIp: address,
            },
            // Neutron refuses a second floating IP for one fixed IP.
            { parent: this, deleteBeforeReplace: true },
        );
        const group = this.group(name, args);
        this.admission = [
            ...this.rules(name, args, group.id),
            ...group.members,
            ...this.pairs(name, args, address),
        ];
        this.floatingAddress = this.association.floatingIp;
        this.registerOutputs({ floatingAddress: this.floatingAddress });
    }

    /** A new one of the pool, or the existing one, which stays when this component goes. */
    private floatingIp(name: string, args: GatewayAddressArgs): pulumi.Input<string> {
        if ("address" in args.placement.floatingIp) return args.placement.floatingIp.address;
        const { pool, adopted: id } = args.placement.floatingIp;
        const { address } = new openstack.networking.FloatingIp(
            `${name}-floating-ip`,
            { pool, description: ownDescription(args.stack, args.cluster) },
            {
                parent: this,
                protect: args.protectFloatingIp,
                ...adopted(id),
            },
        );
        return address;
    }

    /** The group that filters the nodes; one of ours is added to every node's port. */
    private group(
        name: string,
        { stack, cluster, placement }: GatewayAddressArgs,
    ): { readonly id: pulumi.Input<string>; readonly members: readonly pulumi.Resource[] } {
        if (placement.securityGroupId !== undefined) {
            return { id: placement.securityGroupId, members: [] };
        }
        const { id } = new openstack.networking.SecGroup(
            `${name}-group`,
            {
                name: gatewayGroupName(cluster),
                description: ownDescription(stack, cluster),
                // Nodes have their egress rules from their own groups.
                deleteDefaultRules: true,
            },
            // The provider does not read it back; it matters only while the group is made.
            { parent: this, ...adopted(placement.ownGroupId, ["deleteDefaultRules"]) },
        );
        const members = placement.nodePorts.map(
            ({ address, portId }) =>
                new openstack.networking.PortSecGroupAssociate(
                    // Not by the node: where a port gets another one, the new resource would find its
                    // work done, and the old one undo it. The same for pairs.
                    `${name}-member-${dashed(address)}`,
                    // Not enforced: the port keeps the groups that it has.
                    { portId, securityGroupIds: [id], enforce: false },
                    { parent: this },
                ),
        );
        return { id, members };
    }

    private rules(
        name: string,
        { stack, cluster, ingress, cloud, placement: { rulesThere } }: GatewayAddressArgs,
        securityGroupId: pulumi.Input<string>,
    ): pulumi.Resource[] {
        if (ingress.length === 0) return [];
        const isMissing = (wanted: IngressRule) =>
            rulesThere?.some((rule) => isSameRule(rule, wanted)) === false;
        return [
            new GatewayRules(
                `${name}-rules`,
                {
                    securityGroupId,
                    description: ownDescription(stack, cluster),
                    allow: addressesByPort(ingress),
                    foundMissing: ingress.some(isMissing),
                    cloud,
                },
                { parent: this },
            ),
        ];
    }

    /** One pair on each node's port: any of them may carry the address. */
    private pairs(
        name: string,
        { placement, addressPairs, cloud }: GatewayAddressArgs,
        address: pulumi.Input<string>,
    ): pulumi.Resource[] {
        if (addressPairs !== "manage") return [];
        return placement.nodePorts.map(
            (port) =>
                new AddressPair(
                    `${name}-pair-${dashed(port.address)}`,
                    { portId: port.portId, address, cloud },
                    { parent: this },
                ),
        );
    }
}
