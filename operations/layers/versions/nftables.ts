import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { setKeys } from "../../remedies/setKeys";
import type { MeshView } from "../../view/meshView";
import type { ReachableCluster } from "../reachableClusters";

/** `osImage` of Red Hat Enterprise Linux and its kin, with the version. */
const RED_HAT = /^(?:Red Hat|CentOS|Rocky|AlmaLinux|Oracle Linux|Fedora)\D*(\d+)/;

/** The first version whose kernel need not have the modules of the old iptables. */
const FIRST_WITH_NFT = 8;

/** Nodes whose system has nftables alone, where the proxies' init containers write for the old iptables. Pure. */
export function nftablesOnly(
    { name, kubernetes }: ReachableCluster,
    { config }: MeshView,
): Finding[] {
    const { cniEnabled, proxyInit } = config.charts.values.controlPlane as {
        readonly cniEnabled?: unknown;
        readonly proxyInit?: { readonly iptablesMode?: unknown };
    };
    if (config.charts.versions.generation.iptablesMode === "nft") return [];
    if (cniEnabled === true || proxyInit?.iptablesMode !== undefined) return [];
    const nodes = kubernetes.nodes.flatMap(({ metadata, status }) => {
        const image = status?.nodeInfo?.osImage ?? "";
        const [, version] = RED_HAT.exec(image) ?? [];
        return Number(version) >= FIRST_WITH_NFT ? [`${metadata?.name ?? ""} (${image})`] : [];
    });
    if (nodes.length === 0) return [];
    return oneFinding("warning", "iptables-legacy", name, {
        what: `linkerd-init uses the old iptables, and these nodes may have nftables alone: ${enumerate(nodes, 3)}`,
        why: "Where the kernel has no module ip_tables, linkerd-init fails and no meshed pod starts. Mode nft works on other nodes too.",
        remedy: setKeys([
            { path: ["chartValues", "controlPlane", "proxyInit", "iptablesMode"], value: "nft" },
        ]),
    });
}
