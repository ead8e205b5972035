import type { IngressRule } from "../../../components/openstack/securityGroupRules";
import type { CloudCluster } from "./clusters";

/** How many of these rules the group of a cluster does not have yet. Pure. */
export function missingRules({ cloud }: CloudCluster, rules: readonly IngressRule[]): number {
    const ingress = cloud.securityGroup?.ingress ?? [];
    return rules.filter(
        ({ port, address }) =>
            !ingress.some(
                ({ protocol, portMin, portMax, remotePrefix }) =>
                    protocol === "tcp" &&
                    portMin === port &&
                    portMax === port &&
                    remotePrefix === `${address}/32`,
            ),
    ).length;
}
