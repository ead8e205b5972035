import { counted } from "../../findings/counted";
import { clusterSize, mapLayout, type Point, type Size } from "../mapLayout";
import type { MapCluster, MapLink, MeshMap } from "../model/meshMap";
import { Badge, DataTable, Drawing, Section } from "./elements";
import { linkCurve } from "../linkCurve";

/** Nodes that a cluster shows; more are counted. */
const NODES_SHOWN = 20;
const NODES_IN_A_ROW = 10;
/** With more links, labels would lie on each other; the table has them. */
const LABELLED_LINKS = 12;
const STATES = ["error", "warning", "unknown", "ok"] as const;
const LEGEND = {
    ok: "without a finding",
    warning: "with warnings",
    error: "broken",
    unknown: "not seen",
} as const;

/** Milliseconds of a probe, which are whole. */
function latencyText({ latency }: MapLink): string | undefined {
    if (latency === undefined) return undefined;
    return latency < 1 ? "under 1 ms" : `${latency} ms`;
}

/** Clusters and links as a drawing, and each link as a row. */
export function MapSection({ map }: { map: MeshMap }) {
    const size = clusterSize(
        Math.min(NODES_SHOWN, Math.max(0, ...map.clusters.map(({ nodes }) => nodes.length))),
        NODES_IN_A_ROW,
    );
    const { centers, width, height } = mapLayout(map, size);
    const center = (name: string) => centers.get(name) ?? { x: 0, y: 0 };
    return (
        <Section id="map" title="Map">
            <Drawing
                id="map-drawing"
                width={width}
                height={height}
                title="Map of the mesh"
                description={`${counted(map.clusters.length, "cluster")} and ${counted(map.links.length, "link")}. ${map.links.map(({ source, target, state }) => `${source} to ${target}: ${LEGEND[state]}`).join("; ")}.`}
            >
                <defs>
                    {STATES.map((state) => (
                        <marker
                            id={`arrow-${state}`}
                            class={`arrow ${state}`}
                            viewBox="0 0 10 10"
                            refX="9"
                            refY="5"
                            markerWidth="7"
                            markerHeight="7"
                            orient="auto-start-reverse"
                        >
                            <path d="M0 1L10 5L0 9z" />
                        </marker>
                    ))}
                </defs>
                {map.links.map((link) => (
                    <LinkLine link={link} map={map} center={center} size={size} />
                ))}
                {map.clusters.map((cluster) => (
                    <ClusterBox cluster={cluster} at={center(cluster.name)} size={size} />
                ))}
            </Drawing>
            <ul class="legend" aria-label="What the colours mean">
                {STATES.map((state) => (
                    <li class={state}>{LEGEND[state]}</li>
                ))}
            </ul>
            {map.links.length <= LABELLED_LINKS ? (
                <LinkTable links={map.links} />
            ) : (
                <details>
                    <summary>{countsOf(map.links)}</summary>
                    <LinkTable links={map.links} />
                </details>
            )}
        </Section>
    );
}

/** "132 links: 130 work, 2 are broken". */
function countsOf(links: readonly MapLink[]): string {
    const counts = STATES.flatMap((state) => {
        const count = links.filter((link) => link.state === state).length;
        return count === 0 ? [] : [`${count} ${LEGEND[state]}`];
    });
    return `${counted(links.length, "link")}: ${counts.join(", ")}`;
}

/** Those that need somebody come first. */
function LinkTable({ links }: { links: readonly MapLink[] }) {
    const rank = ({ state }: MapLink) => STATES.indexOf(state);
    return (
        <DataTable
            caption="Links: the first cluster has the mirrors of what the second one exports"
            head={["Link", "State", "Routing", "Gateway", "Last probe"]}
            rows={[...links]
                .sort((a, b) => rank(a) - rank(b))
                .map((link) => [
                    `${link.source} → ${link.target}`,
                    <Badge state={link.state} />,
                    link.routing === "none" ? "public address" : link.routing,
                    link.note,
                    latencyText(link) ?? "–",
                ])}
        />
    );
}

function LinkLine(props: {
    link: MapLink;
    map: MeshMap;
    center: (name: string) => Point;
    size: Size;
}) {
    const { link, map, center, size } = props;
    const other = map.links.find(
        ({ source, target }) => source === link.target && target === link.source,
    );
    const isDense = map.links.length > LABELLED_LINKS;
    // In a dense map two links of one state lie on each other, as one line with two arrows.
    const isBent = other !== undefined && !(isDense && other.state === link.state);
    const label = [link.routing, latencyText(link)]
        .filter((text) => text !== undefined && text !== "none")
        .join(" · ");
    const [from, to] = [center(link.source), center(link.target)];
    const { path, labelAt } = linkCurve(from, to, size, { isBent, label });
    return (
        <g class={`link ${link.state} ${isDense ? "dense" : ""}`}>
            <path d={path} marker-end={`url(#arrow-${link.state})`}>
                <title>{`${link.source} to ${link.target}: ${link.routing}, ${link.note}`}</title>
            </path>
            {!isDense && (
                <text x={labelAt.x} y={labelAt.y} text-anchor="middle" dominant-baseline="middle">
                    {label}
                </text>
            )}
        </g>
    );
}

function ClusterBox({ cluster, at, size }: { cluster: MapCluster; at: Point; size: Size }) {
    const { name, state, kubernetes, nodes, gateway, floatingIp } = cluster;
    const [left, top] = [at.x - size.width / 2, at.y - size.height / 2];
    const shown = nodes.slice(0, NODES_SHOWN);
    const rest = nodes.length - shown.length;
    const short = name.length > 22 ? `${name.slice(0, 21)}…` : name;
    return (
        <g class={`cluster ${state}`} transform={`translate(${left} ${top})`}>
            <title>{name}</title>
            <rect class="box" width={size.width} height={size.height} rx="12" />
            <circle class="dot" cx="20" cy="22" r="6" />
            <text class="name" x="34" y="27">
                {short}
            </text>
            <text class="detail" x="16" y="48">
                {kubernetes === undefined
                    ? "its API server does not answer"
                    : `Kubernetes ${kubernetes} · ${counted(nodes.length, "node")}${rest > 0 ? `, ${rest} not drawn` : ""}`}
            </text>
            {shown.map((node, index) => (
                <rect
                    class={`node ${node.state}`}
                    x={16 + (index % NODES_IN_A_ROW) * 19}
                    y={60 + Math.floor(index / NODES_IN_A_ROW) * 19}
                    width="14"
                    height="14"
                    rx="3"
                >
                    <title>{`${node.name} ${node.address}`}</title>
                </rect>
            ))}
            <text class="detail" x="16" y={size.height - 24}>
                {`gateway ${gateway ?? "has no address yet"}`}
            </text>
            {floatingIp !== undefined && (
                <g
                    class="floating"
                    transform={`translate(${size.width / 2 - 90} ${size.height - 13})`}
                >
                    <rect width="180" height="26" rx="13" />
                    <text x="90" y="17" text-anchor="middle">
                        {`floating IP ${floatingIp}`}
                    </text>
                </g>
            )}
        </g>
    );
}
