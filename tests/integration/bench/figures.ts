import { median } from "simple-statistics";
import { table } from "table";
import type { Cost } from "./measured";

/** What is measured, in the order of the table. */
export const FIGURES = [
    "guide",
    "up",
    "up / guide",
    "no-change preview",
    "adding one cluster",
    "destroy",
    "doctor",
] as const;

export type Figure = (typeof FIGURES)[number];

/** All runs with one number of clusters. */
export interface Bench {
    readonly clusters: number;
    readonly nodes: number;
    /** Resources of the stack, providers included. */
    readonly resources: number;
    readonly costs: ReadonlyMap<Figure, readonly Cost[]>;
}

/** Wall time, CPU and memory of every figure, as medians of the runs. Pure. */
export function benchTable(benches: readonly Bench[]): string {
    const header = [
        "",
        ...benches.flatMap(({ clusters }) => [`${String(clusters)} clusters`, "CPU", "MiB"]),
    ];
    const size = benches.flatMap(({ nodes, resources }) => [
        `${String(nodes)} nodes each, ${String(resources)} resources`,
        "",
        "",
    ]);
    const rows = FIGURES.map((figure) => [
        figure,
        ...benches.flatMap(({ costs }) => cells(figure, costs)),
    ]);
    return table([header, ["", ...size], ...rows]);
}

function cells(figure: Figure, costs: Bench["costs"]): string[] {
    const one = (key: keyof Cost, digits: number, unit = "") => {
        const values = (costs.get(figure) ?? []).flatMap((cost) => cost[key] ?? []);
        return values.length === 0 ? "–" : median(values).toFixed(digits) + unit;
    };
    return figure === "up / guide"
        ? [one("wall", 2), "", ""]
        : [one("wall", 1, " s"), one("cpu", 1, " s"), one("peak", 0)];
}
