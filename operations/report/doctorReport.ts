import type { OutputFormat } from "../commandLine";
import type { Examination } from "../layers/layer";
import { doctorJson } from "./doctorJson";
import { doctorJunit } from "./doctorJunit";
import { doctorTable, type Terminal } from "./doctorTable";

/** What one layer said. */
export interface LayerReport extends Examination {
    readonly id: string;
    readonly title: string;
}

/** What doctor found out. */
export interface DoctorReport {
    readonly stack: string;
    /** Whether it was asked if `pulumi up` can succeed. */
    readonly pre: boolean;
    /** In the order of the layers; those that were not examined are absent. */
    readonly layers: readonly LayerReport[];
}

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
