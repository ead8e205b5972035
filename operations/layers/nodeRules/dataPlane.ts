import { oneFinding, type Finding, type Severity } from "../../findings/finding";
import { setKeys } from "../../remedies/setKeys";
import type { KubernetesView } from "../../view/kubernetesView";
import type { MeshView } from "../../view/meshView";
import { reachableClusters } from "../reachableClusters";

interface DataPlane {
    readonly severity: Severity;
    readonly what: string;
}

/** What forwards packets of pods without iptables, so that rules in the nat table never see them. */
function bypassOf({
    felixConfigurations = [],
    systemConfigMaps = [],
}: KubernetesView): DataPlane | undefined {
    const felix = felixConfigurations.find(({ spec }) => spec?.bpfEnabled === true);
    if (felix !== undefined) {
        return {
            severity: "error",
            what: `Calico forwards with eBPF (bpfEnabled in FelixConfiguration ${felix.metadata.name ?? ""})`,
        };
    }
    const cilium = systemConfigMaps.find(({ metadata }) => metadata?.name === "cilium-config");
    const {
        "kube-proxy-replacement": replacement = "",
        "enable-host-legacy-routing": legacy,
        "enable-bpf-masquerade": masquerade,
    } = cilium?.data ?? {};
    if (!["true", "strict"].includes(replacement) || legacy === "true") return undefined;
    return {
        // Without masquerading in eBPF, Cilium may fall back to the host's routing: its "tuning guide".
        severity: masquerade === "true" ? "error" : "warning",
        what: `Cilium stands in for kube-proxy (kube-proxy-replacement: ${replacement} in ConfigMap kube-system/cilium-config)`,
    };
}

/** Sources of links with routing `dnat` whose data plane passes the nodes' rules by. Pure. */
export function bypassedRules(view: MeshView): Finding[] {
    const sources = new Set(
        view.config.links.flatMap(({ source, routing }) => (routing === "dnat" ? [source] : [])),
    );
    return reachableClusters(view).flatMap(({ name, kubernetes }) => {
        const bypass = sources.has(name) ? bypassOf(kubernetes) : undefined;
        if (bypass === undefined) return [];
        return oneFinding(bypass.severity, "iptables-bypassed", name, {
            what: bypass.what,
            why: "Routing dnat rewrites packets in iptables, and eBPF passes that by: requests to other clusters go to addresses that nobody has. Routing direct needs no rules on nodes.",
            remedy: setKeys([{ path: ["routing"], value: "direct" }]),
        });
    });
}
