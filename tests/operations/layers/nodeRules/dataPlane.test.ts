import assert from "node:assert/strict";
import { V1ObjectMeta } from "@kubernetes/client-node";
import { nodeRules } from "../../../../operations/layers/nodeRules/nodeRules";
import type { KubernetesView } from "../../../../operations/view/kubernetesView";
import type { MeshView } from "../../../../operations/view/meshView";
import { changed, natView } from "../../support/behindNat";
import { examined } from "../../support/examined";
import { make, systemConfigMap } from "../../support/kubernetesObjects";

const WHY =
    "Routing dnat rewrites packets in iptables, and eBPF passes that by: requests to other clusters go to addresses that nobody has. Routing direct needs no rules on nodes.";
const REPLACEMENT = "kube-proxy-replacement";

function withPlane(fields: Partial<KubernetesView>, view: MeshView = natView()): MeshView {
    return changed(view, "cluster1", ({ kubernetes }) => {
        if ("failure" in kubernetes) throw new Error("no view");
        return { kubernetes: { seen: { ...kubernetes.seen, ...fields } } };
    });
}

const felix = (bpfEnabled: boolean): Partial<KubernetesView> => ({
    felixConfigurations: [
        { metadata: make(V1ObjectMeta, { name: "default" }), spec: { bpfEnabled } },
    ],
});

const cilium = (data: Record<string, string>): Partial<KubernetesView> => ({
    systemConfigMaps: [systemConfigMap("cilium-config", data)],
});

const finding = (severity: string, what: string) => ({
    severity,
    where: "cluster1",
    code: "iptables-bypassed",
    what,
    why: WHY,
    remedy: "pulumi config set routing direct\npulumi up",
});

describe("layer node-rules, of a data plane", () => {
    for (const pre of [true, false]) {
        it(`names Calico with eBPF, ${pre ? "before an update" : "after it"}`, () => {
            assert.deepEqual(examined(nodeRules, { ...withPlane(felix(true)), pre }).findings, [
                finding(
                    "error",
                    "Calico forwards with eBPF (bpfEnabled in FelixConfiguration default)",
                ),
            ]);
        });
    }

    for (const [replacement, masquerade, severity] of [
        ["true", "true", "error"],
        ["strict", "true", "error"],
        ["true", "false", "warning"],
    ] as const) {
        it(`names Cilium with ${REPLACEMENT} ${replacement}, masquerading ${masquerade}: ${severity}`, () => {
            const data = { [REPLACEMENT]: replacement, "enable-bpf-masquerade": masquerade };
            assert.deepEqual(examined(nodeRules, withPlane(cilium(data))).findings, [
                finding(
                    severity,
                    `Cilium stands in for kube-proxy (${REPLACEMENT}: ${replacement} in ConfigMap kube-system/cilium-config)`,
                ),
            ]);
        });
    }

    for (const [title, fields] of [
        ["Calico with iptables", felix(false)],
        ["Cilium beside kube-proxy", cilium({ [REPLACEMENT]: "false" })],
        [
            "Cilium with the host's routing",
            cilium({ [REPLACEMENT]: "true", "enable-host-legacy-routing": "true" }),
        ],
    ] as const) {
        it(`has nothing to say of ${title}`, () => {
            assert.deepEqual(examined(nodeRules, withPlane(fields)).findings, []);
        });
    }

    it("has nothing to say where no link from there has routing dnat", () => {
        const view = natView();
        const links = view.config.links.map((link) => ({ ...link, routing: "direct" as const }));
        const direct = withPlane(felix(true), { ...view, config: { ...view.config, links } });
        assert.deepEqual(
            examined(nodeRules, direct).findings.map(({ code }) => code),
            ["chain-leftover", "chain-leftover"],
        );
    });
});
