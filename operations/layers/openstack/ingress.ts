import { gatewayGroupName, isOwn } from "../../../components/openstack/names";
import type { IngressRule } from "../../../components/openstack/securityGroupRules";
import { oneFinding, type Finding } from "../../findings/finding";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import type { CloudCluster } from "./clusters";
import { letsIn } from "../../../stacks/survey/ingress";

/** Peers that the group of a cluster does not let in; a rule that lets more in than them will do. Pure. */
export function ruleFindings(cluster: CloudCluster, rules: readonly IngressRule[]): Finding[] {
    const { name, cloud, openstack } = cluster;
    const group = cloud.securityGroup;
    if (group === undefined) {
        // One of the operator's is told of by its name.
        if (openstack.securityGroup !== undefined) return [];
        return oneFinding("error", "security-group-missing", name, {
            what: `security group ${gatewayGroupName(name)} is gone`,
            why: "Neutron drops what the other clusters send to this gateway.",
            remedy: [MAKE_DELETED_AGAIN],
        });
    }
    const missing = rules.filter((rule) => !group.ingress.some((one) => letsIn(one, rule)));
    if (missing.length === 0) return [];
    const told = missing.map(({ port, address }) => `TCP ${port} from ${address}`);
    const addresses = [...new Set(missing.map(({ address }) => address))];
    const stale = group.ingress
        .filter(
            (one) =>
                isOwn(one) && !rules.some(({ address }) => one.remotePrefix === `${address}/32`),
        )
        .map(({ remotePrefix }) => remotePrefix ?? "");
    const before =
        stale.length === 0 ? "" : `; it lets in ${[...new Set(stale)].join(", ")} instead`;
    return oneFinding("error", "security-group-rule-missing", name, {
        what: `security group ${group.name} has no rule for ${told.join(", ")}${before}`,
        why: `Other clusters' packets leave with ${addresses.join(" and ")}, and Neutron drops them here: 4143 is the gateway, 4191 its probe, the third port the API server.`,
        // Both for a rule that somebody deleted and for a peer with another address.
        remedy: [MAKE_DELETED_AGAIN],
    });
}
