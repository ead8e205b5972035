import { isOwn } from "../../components/openstack/names";
import {
    isSameRule,
    securityGroupRules,
    type FilteredCluster,
    type IngressRule,
} from "../../components/openstack/securityGroupRules";
import type { ClusterConfig } from "../configuration/types/meshConfig";
import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import type { CloudRule } from "./cloudView";
import { egressOf, isInside } from "./egress";
import { exactRule } from "./neutronObjects";
import type { Placement } from "./placement";
import type { SurveyedCluster } from "./surveyedCluster";
import { problemAt, quotedOpenstack, type SurveyProblem } from "./surveyProblem";

/** A cluster as the security groups see it. Without a placement nothing of OpenStack filters it. */
export function filteredCluster(
    {
        name,
        apiServer,
        egressAddresses = [],
    }: Pick<ClusterConfig, "name" | "apiServer" | "egressAddresses">,
    placement: Pick<Placement, "egressAddresses" | "securityGroupId"> | undefined,
): FilteredCluster {
    if (placement === undefined) return { name, apiServer, egressAddresses, filtered: false };
    const { securityGroupId } = placement;
    return {
        name,
        apiServer,
        egressAddresses: placement.egressAddresses,
        filtered: true,
        ...(securityGroupId === undefined ? {} : { securityGroupId }),
    };
}

/** Addresses from which packets of a cluster come: as seen, or as configured where no cloud was asked. Pure. */
export function addressesOf(
    { name, egressAddresses = [] }: Pick<ClusterConfig, "name" | "egressAddresses">,
    surveyed: readonly SurveyedCluster[],
): readonly string[] {
    const found = surveyed.find((one) => one.name === name);
    return found === undefined ? egressAddresses : (egressOf(found) ?? []);
}

/** The rules that the group of each cluster has to have, by the cluster's name, for the addresses of today. */
export function expectedRules(
    { clusters, links }: Pick<PlainMeshConfig, "clusters" | "links">,
    surveyed: readonly SurveyedCluster[],
): ReadonlyMap<string, readonly IngressRule[]> {
    const rules = securityGroupRules(
        clusters.map((cluster) => {
            if (cluster.openstack === undefined) return filteredCluster(cluster, undefined);
            const found = surveyed.find(({ name }) => name === cluster.name);
            const egressAddresses = addressesOf(cluster, surveyed);
            const securityGroupId =
                cluster.openstack.securityGroup === undefined
                    ? undefined
                    : found?.cloud.securityGroup?.id;
            return filteredCluster(cluster, { egressAddresses, securityGroupId });
        }),
        links,
    );
    return new Map([...rules].map(([name, ingress]) => [name, ingress.rules]));
}

/** Rules of somebody else that are the same as the program's: Neutron refuses a second one. Pure. */
export function sameRuleProblems(
    cluster: SurveyedCluster,
    rules: readonly IngressRule[],
): SurveyProblem[] {
    const { openstack, cloud } = cluster;
    const same = (cloud.securityGroup?.ingress ?? []).filter(
        (one) =>
            !isOwn(one) &&
            exactRule(one).some((exact) => rules.some((rule) => isSameRule(rule, exact))),
    );
    if (same.length === 0) return [];
    const told = same.map(
        ({ portMin = 0, remotePrefix = "" }) => `TCP ${portMin} from ${remotePrefix}`,
    );
    const commands = same.map(({ id }) => ["security", "group", "rule", "delete", id]);
    return problemAt(cluster, ["openstack", "securityGroup"], {
        code: "security-group-rule-duplicate",
        value: openstack.securityGroup,
        what: `security group ${cloud.securityGroup?.name ?? ""} has a rule already that \`pulumi up\` makes: ${told.join(", ")}`,
        why: "Neutron refuses a rule that a group has, and `pulumi up` fails.",
        advice: `delete it with ${commands.map(quotedOpenstack).join(" and ")}`,
        commands,
    });
}

/** Whether a rule of somebody's lets in what one of the program's would. Pure. */
export function letsIn(rule: CloudRule, { port, address }: IngressRule): boolean {
    const { protocol = "tcp", portMin = port, portMax = port } = rule;
    if (!["tcp", "6", "any"].includes(protocol) || port < portMin || port > portMax) return false;
    if (rule.remotePrefix !== undefined) return isInside(address, rule.remotePrefix);
    // A peer is in no group of this project's.
    return rule.remoteGroupId === undefined;
}
