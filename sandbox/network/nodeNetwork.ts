import type { AddressPlan, ClusterAddresses, NodeAddresses } from "../addresses";
import { POD_NETWORK } from "../addresses";
import type { Settings } from "../settings";
import { ip, ipBatch, linkNames, shellIn } from "./ip";
import { ensureNamespace } from "./namespaces";

/** Chain of ours in the nat table of every node. */
const MASQUERADE_CHAIN = "SANDBOX-MASQUERADE";

/** Makes a node's namespace, its link on the tenant network, its routes and its source NAT. */
export async function ensureNodeNetwork(
    settings: Settings,
    plan: AddressPlan,
    cluster: ClusterAddresses,
    node: NodeAddresses,
): Promise<void> {
    await ensureNamespace(settings.prefix, node.netns);
    if (!(await linkNames(node.netns)).has("eth0")) {
        await ip([
            ...["link", "add", node.netns, "netns", plan.router, "type", "veth"],
            ...["peer", "eth0", "netns", node.netns],
        ]);
    }
    await ipBatch(
        [`link set ${node.netns} master ${cluster.bridge}`, `link set ${node.netns} up`],
        plan.router,
    );
    await ipBatch(nodeIpCommands(cluster, node), node.netns);
    await shellIn(node.netns, nodeScript(node));
}

/** Addresses and routes inside the node's namespace; every line may be repeated. */
export function nodeIpCommands(cluster: ClusterAddresses, node: NodeAddresses): string[] {
    return [
        `address replace ${node.ip}/24 dev eth0`,
        "link set eth0 up",
        `route replace default via ${cluster.routerAddress}`,
        ...cluster.nodes
            .filter(({ index }) => index !== node.index)
            .map(({ podCidr, ip: via }) => `route replace ${podCidr} via ${via}`),
    ];
}

/**
 * Forwarding, and source NAT of pods that talk to anything but pods; may be repeated.
 *
 * Not the CNI plugin's ipMasq: that one knows only the node's own /24, so pods of another node would see
 * the node's address instead of the pod's.
 */
export function nodeScript({ podCidr }: NodeAddresses): string {
    const jump = `POSTROUTING -m comment --comment "sandbox: pods leave as their node" -j ${MASQUERADE_CHAIN}`;
    return `echo 1 > /proc/sys/net/ipv4/ip_forward
iptables-restore --wait --noflush <<'RULES'
*nat
:${MASQUERADE_CHAIN} - [0:0]
-A ${MASQUERADE_CHAIN} ! -s ${podCidr} -j RETURN
-A ${MASQUERADE_CHAIN} -d ${POD_NETWORK} -j RETURN
-A ${MASQUERADE_CHAIN} -d 224.0.0.0/4 -j RETURN
-A ${MASQUERADE_CHAIN} -j MASQUERADE --random-fully
COMMIT
RULES
iptables --wait -t nat -C ${jump} 2>/dev/null || iptables --wait -t nat -A ${jump}
`;
}
