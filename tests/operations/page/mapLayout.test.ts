import assert from "node:assert/strict";
import { linkCurve } from "../../../operations/page/linkCurve";
import { clusterSize, mapLayout, type Point } from "../../../operations/page/mapLayout";

const SIZE = clusterSize(2, 10);

/** Clusters `c1`, `c2` … with links between those of these numbers, in both directions. */
function laidOut(count: number, pairs: readonly (readonly [number, number])[]) {
    const map = {
        clusters: Array.from({ length: count }, (_, index) => ({
            name: `c${index + 1}`,
            state: "ok" as const,
            nodes: [],
        })),
        links: pairs
            .flatMap(([a, b]) => [
                [a, b],
                [b, a],
            ])
            .map(([source, target]) => ({
                source: `c${source ?? 0}`,
                target: `c${target ?? 0}`,
                name: "",
                routing: "dnat" as const,
                state: "ok" as const,
                note: "",
            })),
    };
    return mapLayout(map, SIZE);
}

function everyPair(count: number): [number, number][] {
    return Array.from({ length: count }, (_, a) =>
        Array.from({ length: a }, (_unused, b): [number, number] => [a + 1, b + 1]),
    ).flat();
}

function overlaps(a: Point, b: Point): boolean {
    return Math.abs(a.x - b.x) < SIZE.width && Math.abs(a.y - b.y) < SIZE.height;
}

describe("layout of the map", () => {
    const meshes: [string, number, [number, number][]][] = [
        ["one cluster", 1, []],
        ["two clusters", 2, everyPair(2)],
        ["three clusters", 3, everyPair(3)],
        ["twelve clusters", 12, everyPair(12)],
        ["clusters without links", 4, []],
        ["a chain", 5, [1, 2, 3, 4].map((one) => [one, one + 1])],
        ["a hub with three", 4, [2, 3, 4].map((one) => [1, one])],
        ["a hub with eleven", 12, everyPair(12).filter(([, b]) => b === 1)],
    ];
    for (const [title, count, pairs] of meshes) {
        it(`puts ${title} inside of the map and beside each other`, () => {
            const { centers, width, height } = laidOut(count, pairs);
            const points = [...centers.values()];
            assert.equal(points.length, count);
            for (const [index, point] of points.entries()) {
                assert.ok(point.x >= SIZE.width / 2 && point.x <= width - SIZE.width / 2, title);
                assert.ok(point.y >= SIZE.height / 2 && point.y <= height - SIZE.height / 2, title);
                const others = points.slice(index + 1);
                assert.deepEqual(
                    others.filter((other) => overlaps(point, other)),
                    [],
                );
            }
        });
    }

    it("has the first of two clusters at the left, at the height of the other", () => {
        const { centers } = laidOut(2, everyPair(2));
        const [first, second] = [...centers.values()];
        assert.ok((first?.x ?? 0) < (second?.x ?? 0));
        assert.equal(first?.y, second?.y);
    });

    it("has a hub in the middle of its spokes", () => {
        const { centers, width, height } = laidOut(
            5,
            [2, 3, 4, 5].map((one) => [1, one]),
        );
        const hub = centers.get("c1");
        assert.ok(Math.abs((hub?.x ?? 0) - width / 2) < 5, `${hub?.x ?? ""} of ${width}`);
        assert.ok(Math.abs((hub?.y ?? 0) - height / 2) < 5, `${hub?.y ?? ""} of ${height}`);
    });

    it("is the same for the same mesh", () => {
        assert.deepEqual(laidOut(12, everyPair(12)), laidOut(12, everyPair(12)));
    });
});

describe("line of a link", () => {
    const [left, right] = [
        { x: 100, y: 100 },
        { x: 500, y: 100 },
    ];
    const size = { width: 200, height: 80 };

    it("is straight where there is no link back", () => {
        assert.deepEqual(linkCurve(left, right, size, { isBent: false, label: "dnat" }), {
            path: "M204 100Q300 100 396 100",
            labelAt: { x: 300, y: 88 },
        });
    });

    it("bends away from the link back, and so does its label", () => {
        assert.deepEqual(linkCurve(left, right, size, { isBent: true, label: "dnat" }), {
            path: "M204 60.5Q300 24 396 60.5",
            labelAt: { x: 300, y: 30.2 },
        });
        assert.deepEqual(linkCurve(right, left, size, { isBent: true, label: "dnat" }), {
            path: "M396 139.5Q300 176 204 139.5",
            labelAt: { x: 300, y: 169.8 },
        });
    });

    it("is there for two clusters in one place", () => {
        assert.match(linkCurve(left, left, size, { isBent: true, label: "" }).path, /^M[^N]+$/);
    });
});
