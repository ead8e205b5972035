import { printable, printableLines } from "../../components/printable";
import type { OutputFormat } from "../options/commandLine";
import { doctorJson } from "./doctorJson";
import { doctorJunit } from "./doctorJunit";
import type { DoctorReport } from "./doctorReport";
import { doctorTable, type Terminal } from "./doctorTable";

/** A report in one of the formats; nothing that was seen can write to the terminal in its own way. */
export function renderDiagnosis(
    seen: DoctorReport,
    output: OutputFormat,
    terminal: Terminal,
): string {
    const report = printableReport(seen);
    switch (output) {
        case "table":
            return doctorTable(report, terminal);
        case "json":
            return doctorJson(report);
        case "junit":
            return doctorJunit(report);
    }
}

function printableReport({ stack, pre, layers }: DoctorReport): DoctorReport {
    return {
        stack: printable(stack),
        pre,
        layers: layers.map((layer) => ({
            ...layer,
            scope: printable(layer.scope),
            notChecked: layer.notChecked.map(printable),
            findings: layer.findings.map(({ where, what, why, remedy, ...finding }) => ({
                ...finding,
                where: printable(where),
                what: printable(what),
                why: printable(why),
                remedy: printableLines(remedy),
            })),
        })),
    };
}
