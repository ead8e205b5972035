import type { ClusterAddresses, NodeAddresses } from "../settings/addresses";

/** What VXLAN's headers leave of the 1500 bytes of a tenant network, for pods. */
export const POD_MTU = 1450;

/** The node's link to the pods of the other nodes. */
export const VXLAN_LINK = "vxlan.pods";

/**
 * Pods reach those of other nodes by VXLAN, with network number and port of Calico, K-PaaS's choice.
 *
 * Only nodes' addresses appear on the tenant network: a frame with a pod's address would be dropped
 * there as spoofed. Nothing is learned, every entry is written, as flannel does it.
 */
export function vxlanLink({ ip, mac }: NodeAddresses): string[] {
    return [
        ...["link", "add", VXLAN_LINK, "address", vxlanMac(mac), "mtu", String(POD_MTU)],
        ...["type", "vxlan", "id", "4096", "dstport", "4789", "local", ip, "dev", "eth0"],
        "nolearning",
    ];
}

/** Address of the link, and routes to the pods of the other nodes; every line may be repeated. */
export function podRouteCommands({ nodes }: ClusterAddresses, node: NodeAddresses): string[] {
    return [
        // Without it the node speaks to pods with eth0's address, and their answers, which do not go
        // through VXLAN, are dropped as spoofed.
        `address replace ${vxlanAddress(node)}/32 dev ${VXLAN_LINK}`,
        `link set ${VXLAN_LINK} up`,
        ...others(nodes, node).flatMap((other) => [
            `neighbour replace ${vxlanAddress(other)} lladdr ${vxlanMac(other.mac)} dev ${VXLAN_LINK} nud permanent`,
            `route replace ${other.podCidr} via ${vxlanAddress(other)} dev ${VXLAN_LINK} onlink`,
        ]),
    ];
}

/** Lines for `bridge -batch`: which node is behind which MAC address. */
export function vxlanPeerCommands({ nodes }: ClusterAddresses, node: NodeAddresses): string[] {
    return others(nodes, node).map(
        ({ ip, mac }) => `fdb replace ${vxlanMac(mac)} dev ${VXLAN_LINK} dst ${ip} self permanent`,
    );
}

function others(nodes: readonly NodeAddresses[], { index }: NodeAddresses): NodeAddresses[] {
    return nodes.filter((other) => other.index !== index);
}

/** The network's own address, which no pod ever gets. */
function vxlanAddress({ podCidr }: NodeAddresses): string {
    return podCidr.split("/")[0] ?? "";
}

/** The node's MAC address in a range of locally administered ones. */
function vxlanMac(mac: string): string {
    return `66${mac.slice(2)}`;
}
