import type { OutputFormat } from "../commandLine";
import { SIGNIFICANCE, type Verdict } from "../verify/judge";
import { verifyJunit } from "./verifyJunit";
import { verifyTable } from "./verifyTable";

/** What verify found out. */
export interface VerifyReport {
    readonly stack: string;
    /** Requests from each cluster. */
    readonly requests: number;
    readonly verdicts: readonly Verdict[];
}

/** A report in one of the formats; colours only where it is a table. */
export function renderVerdicts(
    report: VerifyReport,
    output: OutputFormat,
    useColour: boolean,
): string {
    switch (output) {
        case "table":
            return verifyTable(report, useColour);
        case "json":
            return JSON.stringify({ ...report, significance: SIGNIFICANCE }, null, 2);
        case "junit":
            return verifyJunit(report);
    }
}
