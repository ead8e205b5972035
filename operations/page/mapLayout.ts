import {
    forceCollide,
    forceLink,
    forceManyBody,
    forceRadial,
    forceSimulation,
    type SimulationNodeDatum,
} from "d3-force";
import type { MeshMap } from "./model/meshMap";

/** Middle of something on the map. */
export interface Point {
    readonly x: number;
    readonly y: number;
}

/** Where each cluster lies: around the middle of the map, by its name. */
export interface MapLayout {
    readonly centers: ReadonlyMap<string, Point>;
    readonly width: number;
    readonly height: number;
}

/** Width and height of a cluster. */
export interface Size {
    readonly width: number;
    readonly height: number;
}

/** Room for this many nodes, and for the texts around them. */
export function clusterSize(nodes: number, inRow: number): Size {
    return { width: 220, height: 106 + Math.ceil(nodes / inRow) * 19 };
}

interface Body extends SimulationNodeDatum {
    readonly name: string;
    readonly radius: number;
}

/** Room between two clusters, for the links and their labels. */
const GAP = { x: 210, y: 120 };
const MARGIN = 24;
/** After these d3-force's own heat is gone. */
const TICKS = 300;

/**
 * Places clusters on a ring, each near those that it is linked to; one in the middle where it is the
 * hub of all others. The same mesh always looks the same: d3-force has a random source of its own.
 *
 * Works in units of one cluster with its gap, in which a cluster is round.
 */
export function mapLayout({ clusters, links }: MeshMap, size: Size): MapLayout {
    const count = clusters.length;
    const ring = count < 2 ? 0 : 0.5 / Math.sin(Math.PI / count);
    const degree = (name: string) =>
        new Set(
            links.flatMap(({ source, target }) =>
                source === name ? [target] : target === name ? [source] : [],
            ),
        ).size;
    const isHub = (name: string) =>
        degree(name) === count - 1 && clusters.some((other) => degree(other.name) < count - 1);
    const hubs = clusters.filter(({ name }) => isHub(name));
    const radiusOf = (name: string) =>
        hubs.length === 1 && isHub(name) ? 0 : Math.max(ring, hubs.length === 1 ? 1.1 : 0);
    const bodies = clusters.map(({ name }, index): Body => {
        // Two lie beside each other, more begin at the top.
        const angle = 2 * Math.PI * (index / count - (count === 2 ? 0.5 : 0.25));
        const radius = radiusOf(name);
        return { name, radius, x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
    });
    forceSimulation(bodies)
        .force("ring", forceRadial<Body>(({ radius }) => radius).strength(1))
        .force("apart", forceManyBody<Body>().strength(-0.2))
        .force("touch", forceCollide<Body>(0.5))
        .force(
            "links",
            forceLink<Body, { source: string; target: string }>(
                links.map(({ source, target }) => ({ source, target })),
            )
                .id(({ name }) => name)
                .distance(1)
                .strength(0.02),
        )
        .stop()
        .tick(TICKS);
    return inPixels(bodies, size);
}

function inPixels(bodies: readonly Body[], size: Size): MapLayout {
    const points = bodies.map(({ name, x = 0, y = 0 }) => ({
        name,
        x: x * (size.width + GAP.x),
        y: y * (size.height + GAP.y),
    }));
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const [left, top] = [Math.min(0, ...xs), Math.min(0, ...ys)];
    const offset = { x: MARGIN + size.width / 2 - left, y: MARGIN + size.height / 2 - top };
    const round = (value: number) => Math.round(value * 10) / 10;
    return {
        centers: new Map(
            points.map(({ name, x, y }) => [
                name,
                { x: round(x + offset.x), y: round(y + offset.y) },
            ]),
        ),
        width: Math.ceil(Math.max(0, ...xs) + offset.x + size.width / 2 + MARGIN),
        height: Math.ceil(Math.max(0, ...ys) + offset.y + size.height / 2 + MARGIN),
    };
}
