import { V1NodeCondition, V1NodeSystemInfo, type V1Node } from "@kubernetes/client-node";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { layersFor } from "../../../operations/allLayers";
import { configuration, examineConfiguration } from "../../../operations/layers/configuration";
import { renderPage } from "../../../operations/page/html/renderPage";
import { pageModel, type PageModel, type Traffic } from "../../../operations/page/model/pageModel";
import { judge, type Verdict } from "../../../operations/verify/judge";
import type { MeshView } from "../../../operations/view/meshView";
import type { SplitConfig } from "../../../stacks/configuration/types/meshConfig";
import { behindNat } from "./behindNat";
import { reported } from "./examined";
import { make, secret } from "./kubernetesObjects";
import { change, named, remove } from "./linkedMesh";
import { NOW } from "./links";
import { certificate, tlsData } from "./pki";
import { ANCHOR } from "./platform";
import { healthyMesh, healthyView } from "./views";

const CSS = readFileSync(
    join(__dirname, "..", "..", "..", "operations", "page", "page.css"),
    "utf8",
);

const DAY = 24 * 3600 * 1000;
const ISSUER = "linkerd-identity-issuer";
const INFO = {
    containerRuntimeVersion: "containerd://1.7.13",
    kernelVersion: "5.15.0-101-generic",
    kubeletVersion: "v1.28.15",
    osImage: "Ubuntu 22.04.4 LTS",
};

/** A mesh behind NAT in which everything works, as its report sees it. */
export function healthySite(count: number): MeshView {
    return withNodes(behindNat(probed(healthyView(healthyMesh("stable-2.14.10", count)))));
}

/** The same with an API server, a gateway and a node that are dead, an issuer that ended, and a mirror that is gone. */
export function brokenSite(count: number): MeshView {
    const mesh = healthyMesh("stable-2.14.10", count);
    const second = mesh.kubernetes("cluster2");
    remove(second.secrets, ISSUER);
    const until = new Date(NOW.getTime() - DAY);
    const ended = certificate("identity.linkerd.cluster.local", ANCHOR, { until });
    second.secrets.push(secret("linkerd", ISSUER, {}, tlsData(ended)));
    remove(second.services, "helloworld-cluster1");
    second.version = "v1.29.2";
    change(named(second.deployments, "linkerd-destination").status, { availableReplicas: 0 });
    mesh.setGatewayAlive("cluster2", "cluster1", { seen: false });
    if (count > 2) mesh.kill(`cluster${count}`);
    const view = withNodes(behindNat(probed(healthyView(mesh))));
    const clusters = view.clusters.map((cluster) =>
        "seen" in cluster.kubernetes ? cluster : { ...cluster, gatewayAlive: new Map() },
    );
    const [first] = clusters;
    if (first === undefined || !("seen" in first.kubernetes)) throw new Error("no cluster1");
    setReady(first.kubernetes.seen.nodes[0], "False");
    return { ...view, clusters };
}

/** Gateways that answer have answered within this many milliseconds. */
function probed(view: MeshView): MeshView {
    return {
        ...view,
        clusters: view.clusters.map((cluster) => ({
            ...cluster,
            gatewayAlive: new Map(
                [...cluster.gatewayAlive].map(([name, probe], index) => [
                    name,
                    "seen" in probe && probe.seen ? { ...probe, latency: index + 1 } : probe,
                ]),
            ),
        })),
    };
}

function withNodes(view: MeshView): MeshView {
    for (const { kubernetes } of view.clusters) {
        const nodes = "seen" in kubernetes ? kubernetes.seen.nodes : [];
        for (const node of nodes) setReady(node, "True");
    }
    return view;
}

function setReady(node: V1Node | undefined, status: string): void {
    change(node?.status, {
        conditions: [make(V1NodeCondition, { type: "Ready", status })],
        nodeInfo: make(V1NodeSystemInfo, INFO),
    });
}

/** What verify says of requests of which so many of a hundred went to the first cluster. */
export function trafficOf({ stack, config: { clusters } }: MeshView, mirrored: number): Traffic {
    const [exporter, ...sources] = clusters.map(({ name }) => name);
    const pods = new Map(clusters.map(({ name }) => [`pod-${name}`, name]));
    return {
        stack,
        requests: 100,
        verdicts: sources.map((source, cluster) =>
            judge({
                source,
                exporter: exporter ?? "",
                weights: { local: 50, mirrored: 50 },
                requests: 100,
                answeredBefore: new Set(clusters.map(({ name }) => name)),
                askedBefore: 10,
                pods,
                answers: Array.from({ length: 100 }, (_, index) => ({
                    pod: `pod-${index < mirrored ? (exporter ?? "") : source}`,
                    version: index < mirrored ? "v1" : "v2",
                    milliseconds: 1.2 + cluster / 3 + (index * index) / 2500,
                })),
            }),
        ),
    };
}

/** The view of a configuration with splits of the operator's own in the second cluster. */
export function withOwnSplits(view: MeshView): MeshView {
    const splits = ["cart", "till", "stock"].map((service): SplitConfig => ({
        ...{ kind: "TrafficSplit", cluster: "cluster2", namespace: "shop", service },
        weights: [
            { cluster: "cluster2", weight: 3 },
            { cluster: "cluster1", weight: 1 },
        ],
    }));
    return { ...view, config: { ...view.config, splits } };
}

/** What verify says of them: one was asked, one cannot be, and one answers nobody. */
export function ownSplitTraffic(view: MeshView): Traffic {
    const sample = trafficOf(view, 51);
    const common = { source: "cluster2", shares: [], failures: [], expected: {}, problems: [] };
    const own: readonly Verdict[] = [
        {
            ...{ ...common, requests: 100, split: "shop/cart" },
            asked: "http://cart.shop:80/ready from cluster2/sample/pod/sleep-5f7d-abcde",
            shares: [
                { cluster: "cluster1", service: "cart-cluster1", count: 26 },
                { cluster: "cluster2", service: "cart", count: 74 },
            ],
            expected: { cluster2: 0.75, cluster1: 0.25 },
            ...{ pValue: 0.82, latency: { p50: 1, p90: 2, p99: 3, max: 4 } },
        },
        {
            ...{ ...common, requests: 0, split: "shop/till" },
            asked: "Service shop/till from cluster2",
            skipped: "no port of Service shop/till speaks HTTP",
        },
        {
            ...{ ...common, requests: 100, split: "shop/stock" },
            asked: "Service shop/stock from cluster2",
            problems: ["there is no Service shop/stock"],
        },
    ];
    if ("refusal" in sample) throw new Error(sample.refusal);
    return { ...sample, verdicts: [...sample.verdicts, ...own] };
}

/** The model of the page of a view, as the command makes it. */
export function modelOf(view: MeshView, traffic: Traffic): PageModel {
    const { stack, config } = view;
    const first = {
        ...configuration,
        ...examineConfiguration({ stack, parsed: { config }, mustBeUp: true, isUp: true }),
    };
    const layers = [
        first,
        ...layersFor(view).map(({ id, title, examine }) => ({ id, title, ...examine(view) })),
    ].map((layer) => ({ ...layer, findings: reported(layer.findings) }));
    return pageModel({ report: { stack, pre: false, layers }, view }, traffic, NOW, {});
}

/** The page of a view as the command writes it. */
export function pageOf(view: MeshView, traffic: Traffic): string {
    return renderPage(modelOf(view, traffic), CSS);
}
