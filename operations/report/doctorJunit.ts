import builder from "junit-report-builder";
import type { DoctorReport, LayerReport, ReportedFinding } from "./doctorReport";

/**
 * For CI: a test case for each layer, and one that fails for its errors of one kind in one place,
 * as CI tells cases apart by their names. Warnings and what could not be looked at are output of the
 * layer's. Names stay the same from day to day.
 */
export function doctorJunit({ stack, layers }: DoctorReport): string {
    const report = builder.newBuilder();
    const suite = report.testSuite().name(`doctor ${stack}`);
    for (const layer of layers) {
        const testCase = suite.testCase().className(`doctor.${layer.id}`).name(layer.title);
        const output = outputOf(layer);
        if (output !== "") testCase.standardOutput(output);
        const errors = layer.findings.filter(({ severity }) => severity === "error");
        for (const name of new Set(errors.map(nameOf))) {
            const alike = errors.filter((finding) => nameOf(finding) === name);
            suite
                .testCase()
                .className(`doctor.${layer.id}`)
                .name(name)
                .failure(alike.map(({ where, what }) => `${where}: ${what}`).join("; "))
                .standardError(alike.map(consequence).join("\n"));
        }
    }
    return report.build();
}

function nameOf({ where, code }: ReportedFinding): string {
    return `${where}: ${code}`;
}

function outputOf({ findings, notChecked }: LayerReport): string {
    return [
        ...findings
            .filter(({ severity }) => severity === "warning")
            .map((finding) => `${finding.where}: ${finding.what}\n${consequence(finding)}`),
        ...notChecked.map((text) => `not looked at: ${text}`),
    ].join("\n");
}

function consequence({ why, remedy }: ReportedFinding): string {
    return `${why}\n${remedy}`;
}
