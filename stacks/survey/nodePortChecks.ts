import { portsWithoutPair } from "../../components/openstack/nodePorts";
import type { SurveyedCluster } from "./surveyedCluster";
import { problemAt, quotedOpenstack, type SurveyProblem } from "./surveyProblem";

/** Nodes that the group does not filter, so that its rules open nothing there. Pure. */
export function groupProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { cloud, openstack, filteredPorts } = cluster;
    const group = cloud.securityGroup;
    if (group === undefined) return [];
    const outside = filteredPorts.filter(
        ({ node, skipped }) =>
            !skipped && cloud.nodePorts.get(node)?.securityGroupIds.includes(group.id) !== true,
    );
    if (outside.length === 0) return [];
    const commands = outside.map(({ portId }) => [
        ...["port", "set", "--security-group", group.id, portId],
    ]);
    return problemAt(cluster, ["openstack", "securityGroup"], {
        code: "security-group-member-missing",
        value: openstack.securityGroup,
        what: `security group ${group.name} does not filter ${outside.map(({ node }) => node).join(", ")}`,
        why: "Its rules open nothing there, and any node may carry the gateway's address.",
        advice: `write the group of all nodes, leave the key out for a group of the program's own, or add it with ${commands.map(quotedOpenstack).join(", ")}`,
        commands,
    });
}

/** Nodes that may not send from the gateway's `address`. Pure. */
export function pairProblems(cluster: SurveyedCluster, address: string): SurveyProblem[] {
    const missing = portsWithoutPair(address, cluster.filteredPorts);
    if (missing.length === 0) return [];
    const nodes = missing.map(({ node }) => node).join(", ");
    const commands = missing.map(({ portId }) => [
        ...["port", "set", "--allowed-address", `ip-address=${address}`, portId],
    ]);
    return problemAt(cluster, ["gateway", "ip"], {
        code: "address-pair-missing",
        value: address,
        what: `no allowed address pair lets these nodes send from ${address}: ${nodes}`,
        why: "MetalLB announces the gateway from any node, and Neutron drops what such a one sends from it.",
        advice: `the owner of their ports runs ${commands.map(quotedOpenstack).join(" and ")}, or addressPairs manage lets this program do it`,
        commands,
    });
}
