import { DESCRIPTION, gatewayGroupName } from "../../../components/openstack/names";
import {
    securityGroupRules,
    type IngressRule,
} from "../../../components/openstack/securityGroupRules";
import type { Finding } from "../../findings/finding";
import type { CloudRule } from "../../../stacks/survey/cloudView";
import type { MeshView } from "../../view/meshView";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import type { CloudCluster } from "./clusters";
import { openstackCommand } from "../../remedies/openstackCommand";
import { filteredClusters, isInside } from "./egress";

/** The rules that the group of each cluster has to have, by the cluster's name, for the addresses of today. */
export function expectedRules(
    view: MeshView,
    clusters: readonly CloudCluster[],
): ReadonlyMap<string, readonly IngressRule[]> {
    const rules = securityGroupRules(filteredClusters(view, clusters), view.config.links);
    return new Map([...rules].map(([name, ingress]) => [name, ingress.rules]));
}

/** Peers that the group of a cluster does not let in; a rule that lets more in than them will do. Pure. */
export function ruleFindings(cluster: CloudCluster, rules: readonly IngressRule[]): Finding[] {
    const { name, cloud, openstack } = cluster;
    const group = cloud.securityGroup;
    if (group === undefined) {
        // One of the operator's is told of by its name.
        if (openstack.securityGroup !== undefined) return [];
        return [
            {
                severity: "error",
                where: name,
                what: `security group ${gatewayGroupName(name)} is gone`,
                why: "Neutron drops what the other clusters send to this gateway.",
                remedy: MAKE_DELETED_AGAIN,
            },
        ];
    }
    const missing = rules.filter((rule) => !group.ingress.some((one) => letsIn(one, rule)));
    if (missing.length === 0) return [];
    const told = missing.map(({ port, address }) => `TCP ${port} from ${address}`);
    const addresses = [...new Set(missing.map(({ address }) => address))];
    const stale = group.ingress
        .filter(
            ({ description, remotePrefix }) =>
                description === DESCRIPTION &&
                !rules.some(({ address }) => remotePrefix === `${address}/32`),
        )
        .map(({ remotePrefix }) => remotePrefix ?? "");
    const before =
        stale.length === 0 ? "" : `; it lets in ${[...new Set(stale)].join(", ")} instead`;
    return [
        {
            severity: "error",
            where: name,
            what: `security group ${group.name} has no rule for ${told.join(", ")}${before}`,
            why: `Other clusters' packets leave with ${addresses.join(" and ")}, and Neutron drops them here: 4143 is the gateway, 4191 its probe, the third port the API server.`,
            // Both for a rule that somebody deleted and for a peer with another address.
            remedy: MAKE_DELETED_AGAIN,
        },
    ];
}

/** Rules of somebody else that are the same as the program's: Neutron refuses a second one. Pure. */
export function duplicateFindings(cluster: CloudCluster, rules: readonly IngressRule[]): Finding[] {
    const { name, config, cloud } = cluster;
    const same = (cloud.securityGroup?.ingress ?? []).filter(
        (one) =>
            one.description !== DESCRIPTION &&
            rules.some(
                ({ port, address }) =>
                    one.protocol === "tcp" &&
                    one.portMin === port &&
                    one.portMax === port &&
                    one.remotePrefix === `${address}/32`,
            ),
    );
    if (same.length === 0) return [];
    const told = same.map(
        ({ portMin = 0, remotePrefix = "" }) => `TCP ${portMin} from ${remotePrefix}`,
    );
    return [
        {
            severity: "error",
            where: name,
            what: `security group ${cloud.securityGroup?.name ?? ""} has a rule already that \`pulumi up\` makes: ${told.join(", ")}`,
            why: "Neutron refuses a rule that a group has, and `pulumi up` fails.",
            remedy: same
                .map(({ id }) => openstackCommand(config, `security group rule delete ${id}`))
                .join("\n"),
        },
    ];
}

/** Nodes that the group does not filter, so that its rules open nothing there. Pure. */
export function memberFindings({
    name,
    config,
    cloud,
    openstack,
    filteredPorts,
}: CloudCluster): Finding[] {
    const group = cloud.securityGroup;
    if (group === undefined) return [];
    const outside = filteredPorts.filter(
        ({ node }) => cloud.nodePorts.get(node)?.securityGroupIds.includes(group.id) !== true,
    );
    if (outside.length === 0) return [];
    return [
        {
            severity: "error",
            where: name,
            what: `security group ${group.name} does not filter ${outside.map(({ node }) => node).join(", ")}`,
            why: "Its rules open nothing there, and any node may carry the gateway's address.",
            remedy:
                openstack.securityGroup === undefined
                    ? MAKE_DELETED_AGAIN
                    : outside
                          .map(({ portId }) =>
                              openstackCommand(
                                  config,
                                  `port set --security-group ${group.id} ${portId}`,
                              ),
                          )
                          .join("\n"),
        },
    ];
}

function letsIn(rule: CloudRule, { port, address }: IngressRule): boolean {
    const { protocol = "tcp", portMin = port, portMax = port } = rule;
    if (!["tcp", "6", "any"].includes(protocol) || port < portMin || port > portMax) return false;
    if (rule.remotePrefix !== undefined) return isInside(address, rule.remotePrefix);
    // A peer is in no group of this project's.
    return rule.remoteGroupId === undefined;
}
