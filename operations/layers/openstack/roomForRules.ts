import { isSameRule, type IngressRule } from "../../../components/openstack/securityGroupRules";
import { exactRule } from "../../../stacks/survey/neutronObjects";
import type { CloudCluster } from "./clusters";

/** How many of these rules the group of a cluster does not have yet. Pure. */
export function missingRules({ cloud }: CloudCluster, rules: readonly IngressRule[]): number {
    const there = (cloud.securityGroup?.ingress ?? []).flatMap(exactRule);
    return rules.filter((rule) => !there.some((one) => isSameRule(one, rule))).length;
}
