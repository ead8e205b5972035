import type { OutputFormat } from "../options/commandLine";
import { doctorJson } from "./doctorJson";
import { doctorJunit } from "./doctorJunit";
import type { DoctorReport } from "./doctorReport";
import { doctorTable, type Terminal } from "./doctorTable";

/** A report in one of the formats. */
export function renderDiagnosis(
    report: DoctorReport,
    output: OutputFormat,
    terminal: Terminal,
): string {
    switch (output) {
        case "table":
            return doctorTable(report, terminal);
        case "json":
            return doctorJson(report);
        case "junit":
            return doctorJunit(report);
    }
}
