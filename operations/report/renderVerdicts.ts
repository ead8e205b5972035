import { printable } from "../../components/printable";
import type { OutputFormat } from "../options/commandLine";
import { SIGNIFICANCE } from "../verify/chance";
import { verifyJunit } from "./verifyJunit";
import type { VerifyReport } from "./verifyReport";
import { verifyTable } from "./verifyTable";

/** A report in one of the formats; colours only where it is a table. */
export function renderVerdicts(
    seen: VerifyReport,
    output: OutputFormat,
    useColour: boolean,
): string {
    const report = printableReport(seen);
    switch (output) {
        case "table":
            return verifyTable(report, useColour);
        case "json":
            return JSON.stringify({ ...report, significance: SIGNIFICANCE }, null, 2);
        case "junit":
            return verifyJunit(report);
    }
}

/** What pods and curl said is the only text that the program did not write. */
function printableReport({ verdicts, ...report }: VerifyReport): VerifyReport {
    return {
        ...report,
        verdicts: verdicts.map((verdict) => ({
            ...verdict,
            ...(verdict.skipped === undefined ? {} : { skipped: printable(verdict.skipped) }),
            shares: verdict.shares.map((share) => ({
                ...share,
                ...(share.version === undefined ? {} : { version: printable(share.version) }),
            })),
            failures: verdict.failures.map(({ reason, count }) => ({
                reason: printable(reason),
                count,
            })),
            ...(verdict.failedAt === undefined
                ? {}
                : {
                      failedAt: verdict.failedAt.map((one) => ({
                          ...one,
                          reason: printable(one.reason),
                      })),
                  }),
            ...(verdict.notes === undefined ? {} : { notes: verdict.notes.map(printable) }),
            problems: verdict.problems.map(printable),
        })),
    };
}
