import type { Point, Size } from "./mapLayout";

/** How far a link bends away from the one in the other direction: at most, and by its length. */
const BEND = { most: 38, part: 0.1 };
/** Between a cluster and the end of a link; at the foot the floating IP stands out. */
const SPACE = { side: 4, foot: 16 };
/** Between a link and its label, and the width of a letter. */
const LABEL = { space: 12, letter: 7.6 };

/** A link as an SVG path from the border of one cluster to that of another, and the middle of its label. Pure. */
export function linkCurve(
    from: Point,
    to: Point,
    size: Size,
    { isBent, label }: { readonly isBent: boolean; readonly label: string },
): { readonly path: string; readonly labelAt: Point } {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const bend = isBent ? Math.min(BEND.most, length * BEND.part) * 2 : 0;
    const aside = { x: (to.y - from.y) / length, y: (from.x - to.x) / length };
    const control = {
        x: (from.x + to.x) / 2 + aside.x * bend,
        y: (from.y + to.y) / 2 + aside.y * bend,
    };
    const [start, end] = [atBorder(from, control, size), atBorder(to, control, size)];
    const room = { x: LABEL.space + (label.length * LABEL.letter) / 2, y: LABEL.space };
    const labelAt = {
        x: rounded((start.x + 2 * control.x + end.x) / 4 + aside.x * room.x),
        y: rounded((start.y + 2 * control.y + end.y) / 4 + aside.y * room.y),
    };
    const show = ({ x, y }: Point) => `${rounded(x)} ${rounded(y)}`;
    return { path: `M${show(start)}Q${show(control)} ${show(end)}`, labelAt };
}

/** Where the way from the middle of a cluster to a point leaves it. */
function atBorder(center: Point, point: Point, { width, height }: Size): Point {
    const [x, y] = [point.x - center.x, point.y - center.y];
    const half = height / 2 + (y > 0 ? SPACE.foot : SPACE.side);
    const scale = Math.min(
        (width / 2 + SPACE.side) / (Math.abs(x) || 1e-9),
        half / (Math.abs(y) || 1e-9),
    );
    return { x: center.x + x * scale, y: center.y + y * scale };
}

function rounded(value: number): number {
    return Math.round(value * 10) / 10;
}
