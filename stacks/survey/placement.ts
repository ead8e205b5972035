import type { GatewayAddressArgs } from "../../components/openstack/gatewayAddress";
import { gatewayPortName, ownDescription } from "../../components/openstack/names";
import type { NodePort } from "../../components/openstack/nodePorts";
import type { IngressRule } from "../../components/openstack/securityGroupRules";
import type { CloudRule } from "./cloudView";
import { egressOf } from "./egress";
import { exactRule } from "./neutronObjects";
import type { SurveyedCluster } from "./surveyedCluster";

/** Where a cluster lies in OpenStack; everything by id. */
export interface Placement {
    readonly networkId: string;
    readonly subnetId: string;
    /** Ports of the nodes that Neutron filters; a skipped node without a port is left out. */
    readonly nodePorts: readonly NodePort[];
    /** The pool by its name, with an address that an interrupted `up` took from it, or the existing address. */
    readonly floatingIp: GatewayAddressArgs["placement"]["floatingIp"];
    /** The operator's group. */
    readonly securityGroupId?: string;
    /** What it lets in already, but for rules of other clusters of the stack. */
    readonly rulesThere?: readonly IngressRule[];
    /** The port and the group that this stack made for this cluster; the last `up` may not have noted them. */
    readonly ownPortId?: string;
    readonly ownGroupId?: string;
    /** IPv4 addresses from which the cluster's pods reach other clusters, sorted; empty where no link starts here. */
    readonly egressAddresses: readonly string[];
}

/**
 * The floating IP that an `up` took from the pool and did not come to note: it leads nowhere yet. One
 * that leads somewhere is in use, whoever holds it; and of several nobody knows which.
 */
function adoptedAddress({ name, cloud }: SurveyedCluster, stack: string): { adopted?: string } {
    const found = cloud.floatingIps.filter(
        ({ description, portId }) => description === ownDescription(stack, name) && portId === "",
    );
    const [only, ...more] = found;
    return only === undefined || more.length > 0 ? {} : { adopted: only.id };
}

/** Our port, where it has the pinned address. */
function ownPort({ name, config, cloud: { gatewayPort: port } }: SurveyedCluster, stack: string) {
    return config.gateway.ip !== undefined &&
        port?.name === gatewayPortName(name) &&
        port.description === ownDescription(stack, name)
        ? { ownPortId: port.id }
        : {};
}

/** The operator's group, and its rules for one port and one address each. */
function operatorsGroup({ name, openstack, cloud }: SurveyedCluster, stack: string) {
    const { securityGroup: group } = cloud;
    if (openstack.securityGroup === undefined || group === undefined) return {};
    // Whatever made those of another cluster may delete them.
    const isOfAnother = ({ description }: CloudRule) =>
        description.startsWith(ownDescription(stack, "")) &&
        description !== ownDescription(stack, name);
    const rules = group.ingress.filter((rule) => !isOfAnother(rule));
    return {
        securityGroupId: group.id,
        rulesThere: rules.flatMap(exactRule),
    };
}

/** The placement of a cluster that was checked, in a stack. */
export function placementOf(cluster: SurveyedCluster, stack: string): Placement {
    const { name, openstack, cloud, filteredPorts } = cluster;
    const { network, subnet, pool, securityGroup } = cloud;
    if (subnet === undefined) throw new Error(`the subnet of ${name} was not checked`);
    const isOwnGroup = securityGroup?.description === ownDescription(stack, name);
    return {
        networkId: network.id,
        subnetId: subnet.id,
        nodePorts: filteredPorts,
        floatingIp:
            "address" in openstack.floatingIp
                ? { address: openstack.floatingIp.address }
                : {
                      pool: pool?.name ?? openstack.floatingIp.pool,
                      ...adoptedAddress(cluster, stack),
                  },
        ...operatorsGroup(cluster, stack),
        ...ownPort(cluster, stack),
        ...(openstack.securityGroup === undefined && securityGroup !== undefined && isOwnGroup
            ? { ownGroupId: securityGroup.id }
            : {}),
        egressAddresses: egressOf(cluster) ?? [],
    };
}
