import { createColors } from "picocolors";
import { groupBy } from "../findings/groupBy";
import { plainTable } from "./plainTable";
import { percent } from "../verify/chance";
import type { Latency, Verdict } from "../verify/judge";
import type { VerifyReport } from "./verifyReport";

type Colours = ReturnType<typeof createColors>;

/** Most lines of failed requests by the second; JSON has all. */
const MOST_SECONDS = 20;

/** A time, finer where it is short. */
export function milliseconds(value: number): string {
    return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function rows({ source, shares, expected }: Verdict): string[][] {
    const total = shares.reduce((sum, { count }) => sum + count, 0);
    const nothing = Object.keys(expected).length === 0;
    const silent = Object.keys(expected).filter((name) =>
        shares.every(({ cluster }) => cluster !== name),
    );
    return [
        ...shares.map(({ cluster, version, service, count }) => [
            source,
            cluster ?? "an unknown pod",
            version ?? service ?? "",
            String(count),
            percent(count / total),
            cluster === undefined || nothing ? "" : percent(expected[cluster] ?? 0),
        ]),
        ...silent.map((name) => [source, name, "", "0", percent(0), percent(expected[name] ?? 0)]),
    ];
}

function chance(pValue: number): string {
    return pValue < 0.0001 ? "p < 0.0001" : `p = ${pValue.toFixed(4)}`;
}

function summary({ source, latency, pValue, retries, notes, failedAt }: Verdict): string[] {
    const indent = " ".repeat(source.length + 2);
    const seconds = (failedAt ?? []).map(({ at, count, reason }) => `${at} ${count}: ${reason}`);
    const more = seconds.length - MOST_SECONDS;
    return [
        ...times(source, latency),
        ...(pValue === undefined
            ? []
            : [`${indent}share against weight: ${chance(pValue)} (exact binomial test)`]),
        ...(retries === undefined
            ? []
            : [`${indent}requests that the proxy sent again: ${retries}`]),
        ...(notes ?? []).map((note) => `${indent}${note}`),
        ...(seconds.length === 0 ? [] : [`${indent}failed requests by the second:`]),
        ...seconds.slice(0, MOST_SECONDS).map((line) => `${indent}  ${line}`),
        ...(more > 0 ? [`${indent}  and ${more} more; --output json has all`] : []),
    ];
}

function times(source: string, latency: Latency | undefined): string[] {
    if (latency === undefined) return [];
    const { p50, p90, p99, max } = latency;
    const parts = Object.entries({ p50, p90, p99, max }).map(
        ([name, value]) => `${name} ${milliseconds(value)}`,
    );
    return [`${source}: latency in ms: ${parts.join(", ")}`];
}

function results({ source, problems, skipped }: Verdict, colours: Colours): string[] {
    if (problems.length > 0) {
        return [colours.red(`${source}: failed`), ...problems.map((problem) => `  - ${problem}`)];
    }
    return skipped === undefined
        ? [colours.green(`${source}: ok`)]
        : [colours.yellow(`${source}: not asked`), `  - ${skipped}`];
}

/** What was asked at once, and what came back. */
function block(
    requests: number,
    asked: string | undefined,
    verdicts: readonly Verdict[],
    colours: Colours,
): string[] {
    const body = verdicts.flatMap(rows);
    const by = asked === undefined ? "VERSION" : "SERVICE";
    const header = ["FROM", "ANSWERED BY", by, "ANSWERS", "SHARE", "WEIGHT"];
    const summaries = verdicts.flatMap(summary);
    const shares =
        body.length === 0
            ? []
            : [
                  plainTable([header, ...body], {
                      3: { alignment: "right" },
                      4: { alignment: "right" },
                      5: { alignment: "right" },
                  }),
              ];
    const isSkipped = verdicts.every(({ skipped }) => skipped !== undefined);
    return [
        colours.bold(
            `${isSkipped ? "No" : requests} requests to ${asked ?? "helloworld from each cluster with a split"}`,
        ),
        "",
        ...shares,
        ...(summaries.length === 0 ? [] : [...summaries, ""]),
        ...verdicts.flatMap((verdict) => results(verdict, colours)),
    ];
}

/** For people: who answered, how fast, and what is wrong. At most 80 columns with short names. */
export function verifyTable(
    { requests, asked, verdicts }: VerifyReport,
    useColour: boolean,
): string {
    const colours = createColors(useColour);
    const blocks = [...groupBy(verdicts, (verdict) => verdict.asked ?? "").values()].map((group) =>
        block(requests, group[0].asked ?? asked, group, colours).join("\n"),
    );
    const isBroken = verdicts.some(({ problems }) => problems.length > 0);
    return [
        ...blocks,
        ...(isBroken ? ["What does not work, layer by layer: npm run doctor"] : []),
    ].join("\n\n");
}
