import type { V1Container, V1Node } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { gatewayService } from "../../../../operations/layers/gatewayService/gatewayService";
import type { AdvertisementSpec } from "../../../../operations/view/kubernetesView";
import type { MeshView } from "../../../../operations/view/meshView";
import type { ReportedFinding } from "../../../../operations/report/doctorReport";
import { behindNat, changed } from "../../support/behindNat";
import { examined } from "../../support/examined";
import { change } from "../../support/linkedMesh";
import { healthyView } from "../../support/views";

const LABEL = "node.kubernetes.io/exclude-from-external-load-balancers";
const UNREACHABLE =
    "The gateway gets its address, but nobody answers for it on the network of the nodes: it cannot be reached.";
const KUBECTL = "kubectl --context cluster2";
const EDIT = `${KUBECTL} --namespace metallb-system edit`;

/** What is different in cluster2, of a mesh that is healthy behind NAT. */
interface Site {
    /** By the role of a node, `master` or `worker`. */
    readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly cutOff?: readonly string[];
    readonly mute?: readonly string[];
    readonly speaker?: Partial<V1Container>;
    readonly announcement?: AdvertisementSpec;
    readonly kind?: "l2Advertisements" | "bgpAdvertisements";
    readonly interfaces?: Readonly<Record<string, readonly string[]>>;
}

function roleOf({ metadata }: V1Node): string {
    return metadata?.name?.split("-")[1] ?? "";
}

function site(wanted: Site): MeshView {
    const { labels = {}, cutOff = [], mute = [], interfaces = {} } = wanted;
    const is = (yes: boolean) => (yes ? "True" : "False");
    return changed(behindNat(healthyView()), "cluster2", ({ kubernetes, nodes }) => {
        if ("failure" in kubernetes) throw new Error("nothing was seen");
        const { seen } = structuredClone(kubernetes);
        for (const node of seen.nodes) {
            const role = roleOf(node);
            change(node.metadata, { labels: { site: "a", ...labels[role] } });
            const conditions = [
                { type: "Ready", status: "True" },
                { type: "NetworkUnavailable", status: is(cutOff.includes(role)) },
            ];
            change(node.status, { conditions });
        }
        // The one that healthy meshes without nodes have.
        const elsewhere = "speaker-cluster2-node1";
        const pods = seen.pods.filter(({ metadata }) => metadata?.name !== elsewhere);
        for (const { metadata, spec, status } of pods) {
            const [part, , role = ""] = metadata?.name?.split("-") ?? [];
            if (part !== "speaker") continue;
            change(spec?.containers[0], wanted.speaker ?? {});
            const ready = is(!mute.includes(role));
            change(status, { conditions: [{ type: "Ready", status: ready }] });
        }
        const [announcement] = seen.l2Advertisements ?? [];
        assert.ok(announcement);
        const { kind = "l2Advertisements" } = wanted;
        const spec = { ...announcement.spec, ...wanted.announcement };
        return {
            kubernetes: {
                seen: { ...seen, pods, l2Advertisements: [], [kind]: [{ ...announcement, spec }] },
            },
            nodes: new Map(
                [...nodes].map(([name, look]) => {
                    if ("failure" in look) throw new Error("no node");
                    const own = interfaces[name.split("-")[1] ?? ""] ?? look.seen.interfaces;
                    return [name, { seen: { ...look.seen, interfaces: own } }];
                }),
            ),
        };
    });
}

const nowhere = (reasons: string, remedy: string): ReportedFinding => ({
    severity: "error",
    code: "gateway-announced-nowhere",
    where: "cluster2",
    what: `MetalLB announces the gateway from none of its nodes (${reasons})`,
    why: UNREACHABLE,
    remedy,
});
const ALL = { master: { [LABEL]: "" }, worker: { [LABEL]: "" } };
const EXCLUDED = nowhere(
    `cluster2-master, cluster2-worker: label ${LABEL}`,
    `${KUBECTL} label nodes cluster2-master cluster2-worker ${LABEL}-`,
);
const unselected = (kind: string): ReportedFinding => ({
    severity: "error",
    code: "advertisement-without-nodes",
    where: "cluster2",
    what: `no node has the labels that the nodeSelectors of ${kind} primary ask for`,
    why: UNREACHABLE,
    remedy: `${EDIT} ${kind.toLowerCase()}s.metallb.io primary`,
});
const lacking = (nodes: string, finding: Pick<ReportedFinding, "severity" | "why">) => ({
    code: "advertisement-without-interface" as const,
    where: "cluster2",
    what: `${nodes} have no interface eth1 or eth2, which L2Advertisement primary names`,
    remedy: `${EDIT} l2advertisements.metallb.io primary`,
    ...finding,
});
const ON_ETH = { interfaces: ["eth1", "eth2"] };
const ELSEWHERE = { nodeSelectors: [{ matchLabels: { site: "b" } }] };

const SITES: readonly [string, Site, readonly ReportedFinding[]][] = [
    ["nothing of nodes that all may announce", {}, []],
    ["nodes that all have the label, whatever its value", { labels: ALL }, [EXCLUDED]],
    ["nothing where one of the nodes lacks the label", { labels: { master: ALL.master } }, []],
    [
        "nothing of the label before MetalLB 0.14.2",
        { labels: ALL, speaker: { image: "quay.io/metallb/speaker:v0.14.1" } },
        [],
    ],
    [
        "the label from MetalLB 0.14.2 on",
        { labels: ALL, speaker: { image: "quay.io/metallb/speaker:v0.14.2" } },
        [EXCLUDED],
    ],
    [
        "nothing of the label with K-PaaS's MetalLB before 0.14",
        { labels: ALL, speaker: { image: "quay.io/metallb/speaker:v0.13.9" } },
        [],
    ],
    [
        "nothing of the label where speakers ignore it",
        { labels: ALL, speaker: { args: ["--port=7472", "--ignore-exclude-lb"] } },
        [],
    ],
    [
        "the label where speakers are told not to ignore it",
        { labels: ALL, speaker: { args: ["--ignore-exclude-lb=false"] } },
        [EXCLUDED],
    ],
    [
        "nodes of which each is kept by something else",
        { labels: { master: ALL.master }, mute: ["worker"] },
        [
            {
                severity: "warning",
                code: "metallb-speaker-down",
                where: "cluster2",
                what: "MetalLB's speaker is not ready on cluster2-worker",
                why: "The address of the gateway cannot move to these nodes when the one that has it fails.",
                remedy: `${KUBECTL} --namespace metallb-system rollout restart daemonset/speaker`,
            },
            nowhere(
                `cluster2-master: label ${LABEL}; cluster2-worker: no ready speaker`,
                `${KUBECTL} label nodes cluster2-master ${LABEL}-\n${KUBECTL} --namespace metallb-system rollout restart daemonset/speaker`,
            ),
        ],
    ],
    [
        "nodes whose network the CNI has not made",
        { cutOff: ["master", "worker"] },
        [
            nowhere(
                "cluster2-master, cluster2-worker: condition NetworkUnavailable",
                `${KUBECTL} describe nodes cluster2-master cluster2-worker`,
            ),
        ],
    ],
    [
        "the label of the only node that is selected",
        {
            labels: { master: { role: "edge", ...ALL.master } },
            announcement: { nodeSelectors: [{ matchLabels: { role: "edge" } }] },
        },
        [
            nowhere(
                `cluster2-master: label ${LABEL}`,
                `${KUBECTL} label nodes cluster2-master ${LABEL}-`,
            ),
        ],
    ],
    [
        "node selectors that match nothing",
        { announcement: ELSEWHERE },
        [unselected("L2Advertisement")],
    ],
    [
        "node selectors of an announcement by BGP that match nothing",
        { kind: "bgpAdvertisements", announcement: ELSEWHERE },
        [unselected("BGPAdvertisement")],
    ],
    [
        "nothing of several node selectors of which one matches",
        {
            announcement: {
                nodeSelectors: [...ELSEWHERE.nodeSelectors, { matchLabels: { site: "a" } }],
            },
        },
        [],
    ],
    [
        "interfaces that no node has",
        { announcement: ON_ETH },
        [lacking("cluster2-master, cluster2-worker", { severity: "error", why: UNREACHABLE })],
    ],
    [
        "interfaces that one node lacks",
        { announcement: ON_ETH, interfaces: { master: ["lo", "eth2"] } },
        [
            lacking("cluster2-worker", {
                severity: "warning",
                why: "MetalLB does not look at interfaces when it chooses the node that announces: the gateway cannot be reached when it is one of these.",
            }),
        ],
    ],
    [
        "nothing of interfaces of which each node has one",
        { announcement: ON_ETH, interfaces: { master: ["eth2"], worker: ["eth1"] } },
        [],
    ],
];

describe("whether MetalLB announces the gateway from a node", () => {
    for (const [title, wanted, expected] of SITES) {
        it(`names ${title}`, () => {
            assert.deepEqual(examined(gatewayService, site(wanted)).findings, expected);
        });
    }

    it("says the same before an update", () => {
        const view = { ...site({ labels: ALL }), pre: true };
        assert.deepEqual(examined(gatewayService, view).findings, [EXCLUDED]);
    });

    it("says nothing where nobody may list the nodes", () => {
        const view = changed(site({ announcement: ELSEWHERE }), "cluster2", ({ kubernetes }) => {
            if ("failure" in kubernetes) throw new Error("nothing was seen");
            return { kubernetes: { seen: { ...kubernetes.seen, nodes: [] } } };
        });
        assert.deepEqual(examined(gatewayService, view).findings, []);
    });

    it("says nothing of interfaces of nodes that it cannot log in to", () => {
        const view = changed(site({ announcement: ON_ETH }), "cluster2", () => ({
            nodes: new Map(),
        }));
        assert.deepEqual(examined(gatewayService, view).findings, []);
    });
});
