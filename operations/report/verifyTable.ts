import { createColors } from "picocolors";
import { plainTable } from "./plainTable";
import type { Verdict } from "../verify/judge";
import type { VerifyReport } from "./verifyReport";

const HEADER = ["FROM", "ANSWERED BY", "VERSION", "ANSWERS", "SHARE", "WEIGHT"];

function percent(part: number): string {
    return `${(part * 100).toFixed(1)} %`;
}

function milliseconds(value: number): string {
    return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function rows({ source, shares, expected }: Verdict): string[][] {
    const total = shares.reduce((sum, { count }) => sum + count, 0);
    const silent = Object.keys(expected).filter((name) =>
        shares.every(({ cluster }) => cluster !== name),
    );
    return [
        ...shares.map(({ cluster, version, count }) => [
            source,
            cluster ?? "an unknown pod",
            version,
            String(count),
            percent(count / total),
            cluster === undefined ? "" : percent(expected[cluster] ?? 0),
        ]),
        ...silent.map((name) => [source, name, "", "0", percent(0), percent(expected[name] ?? 0)]),
    ];
}

function chance(pValue: number): string {
    return pValue < 0.0001 ? "p < 0.0001" : `p = ${pValue.toFixed(4)}`;
}

function summary({ source, latency, pValue }: Verdict): string[] {
    if (latency === undefined || pValue === undefined) return [];
    const { p50, p90, p99, max } = latency;
    const parts = Object.entries({ p50, p90, p99, max }).map(
        ([name, value]) => `${name} ${milliseconds(value)}`,
    );
    return [
        `${source}: latency in ms: ${parts.join(", ")}`,
        `${" ".repeat(source.length)}  share against weight: ${chance(pValue)} (exact binomial test)`,
    ];
}

/** For people: who answered, how fast, and what is wrong. At most 80 columns with short names. */
export function verifyTable({ requests, verdicts }: VerifyReport, useColour: boolean): string {
    const colours = createColors(useColour);
    const body = verdicts.flatMap(rows);
    const shares =
        body.length === 0
            ? []
            : [
                  plainTable([HEADER, ...body], {
                      3: { alignment: "right" },
                      4: { alignment: "right" },
                      5: { alignment: "right" },
                  }),
              ];
    const results = verdicts.flatMap(({ source, problems }) =>
        problems.length === 0
            ? [colours.green(`${source}: ok`)]
            : [colours.red(`${source}: failed`), ...problems.map((problem) => `  - ${problem}`)],
    );
    const isBroken = verdicts.some(({ problems }) => problems.length > 0);
    return [
        colours.bold(`${requests} requests to helloworld from each cluster with a split`),
        "",
        ...shares,
        ...(shares.length === 0 ? [] : [...verdicts.flatMap(summary), ""]),
        ...results,
        ...(isBroken ? ["", "What does not work, layer by layer: npm run doctor"] : []),
    ].join("\n");
}
