import assert from "node:assert/strict";
import { benchTable, type Bench } from "./integration/bench/figures";

describe("benchTable", () => {
    it("shows the medians of the runs, one size beside the other, and what was not measured", () => {
        const two: Bench = {
            clusters: 2,
            nodes: 3,
            resources: 149,
            costs: new Map([
                ["guide", [{ wall: 50 }, { wall: 40 }, { wall: 90 }]],
                ["up", [{ wall: 31.26, cpu: 20.04, peak: 350.4 }]],
                ["up / guide", [{ wall: 0.6 }, { wall: 0.8 }]],
            ]),
        };
        const three: Bench = { clusters: 3, nodes: 2, resources: 281, costs: new Map() };
        const rows = benchTable([two, three])
            .split("\n")
            .filter((line) => line.startsWith("║"))
            .map((line) =>
                line
                    .split(/[║│]/)
                    .slice(1, -1)
                    .map((cell) => cell.trim()),
            );
        const none = ["–", "–", "–"];
        assert.deepEqual(rows, [
            ["", "2 clusters", "CPU", "MiB", "3 clusters", "CPU", "MiB"],
            ["", "3 nodes each, 149 resources", "", "", "2 nodes each, 281 resources", "", ""],
            ["guide", "50.0 s", "–", "–", ...none],
            ["up", "31.3 s", "20.0 s", "350", ...none],
            ["up / guide", "0.70", "", "", "–", "", ""],
            ["no-change preview", ...none, ...none],
            ["adding one cluster", ...none, ...none],
            ["destroy", ...none, ...none],
            ["doctor", ...none, ...none],
        ]);
    });
});
