import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import { apiServerAddressProblems } from "./apiServerAddress";
import { cloudProblems } from "./cloudChecks";
import { egressProblems, hijackProblems } from "./egress";
import { gatewayAddressProblems } from "./gatewayAddressChecks";
import { expectedRules, sameRuleProblems } from "./ingress";
import { groupProblems, pairProblems } from "./nodePortChecks";
import type { SurveyedCluster } from "./surveyedCluster";
import type { SurveyCode, SurveyProblem } from "./surveyProblem";

const REPLACES_ADDRESS: readonly SurveyCode[] = ["gateway-outside-subnet", "gateway-port-foreign"];

/**
 * Everything that keeps `up` from OpenStack: `npm run doctor -- --pre` finds the same. Of a cluster
 * whose cloud did not answer nothing is known. Pure.
 */
export function upProblems(
    config: PlainMeshConfig,
    surveyed: readonly SurveyedCluster[],
): SurveyProblem[] {
    const rules = expectedRules(config, surveyed);
    const pinned = config.clusters.flatMap(({ name, gateway: { ip } }) =>
        ip === undefined ? [] : [[name, ip] as const],
    );
    return [
        ...surveyed.flatMap((cluster) => {
            const { config: own, openstack } = cluster;
            const { ip } = own.gateway;
            const problems = [...cloudProblems(cluster), ...gatewayAddressProblems(cluster)];
            // Pairs of an address that has to be replaced would be in vain.
            const stays = !problems.some(({ code }) => REPLACES_ADDRESS.includes(code));
            return [
                ...problems,
                ...apiServerAddressProblems(cluster, config, surveyed),
                ...sameRuleProblems(cluster, rules.get(cluster.name) ?? []),
                // The first `up` makes the members of a group of its own, and the pairs that it manages.
                ...(openstack.securityGroup === undefined ? [] : groupProblems(cluster)),
                ...(openstack.addressPairs !== "check" || ip === undefined || !stays
                    ? []
                    : pairProblems(cluster, ip)),
            ];
        }),
        ...egressProblems(config, surveyed),
        ...hijackProblems(config.links, surveyed, new Map(pinned)),
    ];
}
