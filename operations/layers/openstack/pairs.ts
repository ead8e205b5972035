import { portsWithoutPair } from "../../../components/openstack/nodePorts";
import type { Finding } from "../../findings/finding";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import type { CloudCluster } from "./clusters";
import { openstackCommand } from "../../remedies/openstackCommand";

/** Nodes that may not send from the gateway's address. Pure. */
export function pairFindings(cluster: CloudCluster): Finding[] {
    const { name, config, openstack, made, filteredPorts } = cluster;
    const { addressPairs } = openstack;
    const address = made?.gatewayAddress ?? config.gateway.ip;
    // The first `up` makes those that it manages.
    const isLooked = addressPairs === "check" || (addressPairs === "manage" && made !== undefined);
    if (address === undefined || !isLooked) return [];
    const missing = portsWithoutPair(address, filteredPorts);
    if (missing.length === 0) return [];
    const nodes = missing.map(({ node }) => node).join(", ");
    return [
        {
            severity: "error",
            where: name,
            what: `no allowed address pair lets these nodes send from ${address}: ${nodes}`,
            why: "MetalLB announces the gateway from any node, and Neutron drops what such a one sends from it.",
            remedy:
                addressPairs === "manage"
                    ? MAKE_DELETED_AGAIN
                    : missing
                          .map(({ portId }) =>
                              openstackCommand(
                                  config,
                                  `port set --allowed-address ip-address=${address} ${portId}`,
                              ),
                          )
                          .join("\n"),
        },
    ];
}
