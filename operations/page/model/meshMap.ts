import { linkName } from "../../../components/linkerd/names";
import type { LinkConfig } from "../../../stacks/configuration/types/meshConfig";
import { internalIps } from "../../../stacks/survey/nodeChecks";
import { placeOf, type Place } from "../../findings/place";
import type { LayerReport, ReportedFinding } from "../../report/doctorReport";
import { worstOf, type State } from "../../report/layerResult";
import type { ClusterView, MeshView } from "../../view/meshView";

/** One cluster of the map. */
export interface MapCluster {
    readonly name: string;
    readonly state: State;
    /** Absent where its API server does not answer. */
    readonly kubernetes?: string;
    readonly nodes: readonly MapNode[];
    /** Address of the gateway in its own network; absent before the first `up`. */
    readonly gateway?: string;
    readonly floatingIp?: string;
}

/** One node; `unknown` where Kubernetes does not tell. */
export interface MapNode {
    readonly name: string;
    readonly address: string;
    readonly state: State | "unknown";
}

/** One directed link. */
export interface MapLink extends LinkConfig {
    readonly name: string;
    readonly state: State | "unknown";
    /** What the state means, in a few words. */
    readonly note: string;
    /** Milliseconds of the last probe of the gateway. */
    readonly latency?: number;
}

/** What the map of a mesh shows. */
export interface MeshMap {
    readonly clusters: readonly MapCluster[];
    readonly links: readonly MapLink[];
}

/** The map of what was seen. Pure. */
export function meshMap(view: MeshView, layers: readonly LayerReport[]): MeshMap {
    const clusters = view.clusters.map(({ config }) => config.name);
    const findings = layers
        .flatMap((layer) => layer.findings)
        .map((finding) => ({ ...finding, place: placeOf(finding.where, clusters) }));
    const worstAt: WorstAt = (isMeant) => worstOf(findings.filter(isMeant));
    return {
        clusters: view.clusters.map((cluster) => mapCluster(cluster, view, worstAt)),
        links: view.config.links.map((link) => mapLink(link, view, worstAt)),
    };
}

type WorstAt = (isMeant: (finding: ReportedFinding & { place: Place }) => boolean) => State;

function mapCluster(
    { config: { name, gateway }, kubernetes }: ClusterView,
    { outputs }: MeshView,
    worstAt: WorstAt,
): MapCluster {
    const made = outputs?.clusters[name];
    const address = made?.gatewayAddress ?? gateway.ip;
    const floating = made?.floatingAddress;
    const nodes = "seen" in kubernetes ? kubernetes.seen.nodes : [];
    return {
        name,
        state: worstAt(({ place }) => !place.isLink && place.clusters.includes(name)),
        ...("seen" in kubernetes ? { kubernetes: kubernetes.seen.version } : {}),
        nodes: nodes.map((seen) => {
            const { metadata, status } = seen;
            const node = metadata?.name ?? "";
            const ready = status?.conditions?.find(({ type }) => type === "Ready")?.status;
            const worst = worstAt(
                ({ place }) => place.clusters.includes(name) && place.nodes.includes(node),
            );
            const state = ready === undefined ? "unknown" : ready === "True" ? "ok" : "error";
            return {
                name: node,
                address: internalIps(seen)[0] ?? "",
                state: worst === "ok" ? state : worst,
            };
        }),
        ...(address === undefined ? {} : { gateway: address }),
        ...(floating === undefined ? {} : { floatingIp: floating }),
    };
}

function mapLink(link: LinkConfig, view: MeshView, worstAt: WorstAt): MapLink {
    const name = linkName(link);
    const worst = worstAt(({ where }) => where === name);
    const probe = view.clusters
        .find(({ config }) => config.name === link.source)
        ?.gatewayAlive.get(link.target);
    const base = { ...link, name };
    if (worst === "error") return { ...base, state: "error", note: "has errors" };
    if (probe === undefined) return { ...base, state: "unknown", note: "was not looked at" };
    if ("failure" in probe) return { ...base, state: "unknown", note: "tells no probes" };
    if (!probe.seen) return { ...base, state: "error", note: "gateway does not answer" };
    return {
        ...base,
        state: worst,
        note: worst === "ok" ? "gateway answers" : "gateway answers, with warnings",
        ...(probe.latency === undefined ? {} : { latency: probe.latency }),
    };
}
