import type { OutputFormat } from "../options/commandLine";
import { SIGNIFICANCE } from "../verify/judge";
import { verifyJunit } from "./verifyJunit";
import type { VerifyReport } from "./verifyReport";
import { verifyTable } from "./verifyTable";

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
