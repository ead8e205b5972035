import type { ClusterAddresses, NodeAddresses } from "../settings/addresses";
import { POD_NETWORK } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { attach } from "./bridge";
import { bridgeBatch, ensureVeth, ip, ipBatch, linkNames, shellIn } from "./ip";
import { ensureNamespace } from "./namespaces";
import { podRouteCommands, VXLAN_LINK, vxlanLink, vxlanPeerCommands } from "./podNetwork";

/** Chain of ours in the nat table of every node. */
const MASQUERADE_CHAIN = "SANDBOX-MASQUERADE";

/** Makes a node's namespace, its link on the tenant network, its routes and its source NAT. */
export async function ensureNodeNetwork(
    settings: Settings,
    cluster: ClusterAddresses,
    node: NodeAddresses,
): Promise<void> {
    const tenant = cluster.switch;
    await ensureNamespace(settings.prefix, node.netns);
    await ensureVeth(
        { netns: tenant.netns, link: node.netns },
        { netns: node.netns, link: "eth0", mac: node.mac },
    );
    await ipBatch(attach(node.netns, tenant.bridge), tenant.netns);
    await ipBatch(nodeIpCommands(cluster, node), node.netns);
    if (!(await linkNames(node.netns)).has(VXLAN_LINK)) await ip(vxlanLink(node), node.netns);
    await ipBatch(podRouteCommands(cluster, node), node.netns);
    await bridgeBatch(vxlanPeerCommands(cluster, node), node.netns);
    await shellIn(node.netns, nodeScript(node));
}

/** Address and default route of the node; every line may be repeated. */
export function nodeIpCommands({ router }: ClusterAddresses, { ip }: NodeAddresses): string[] {
    return [
        `address replace ${ip}/24 dev eth0`,
        "link set eth0 up",
        `route replace default via ${router.tenantAddress}`,
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
