import builder from "junit-report-builder";
import type { Finding } from "../findings/finding";
import type { DoctorReport, LayerReport } from "./doctorReport";

/**
 * For CI: a test case for each layer, and one for each of its errors, which fails. Warnings and what
 * could not be looked at are output of the layer's. The same findings always give the same text.
 */
export function doctorJunit({ stack, layers }: DoctorReport): string {
    const report = builder.newBuilder();
    const suite = report.testSuite().name(`doctor ${stack}`);
    for (const layer of layers) {
        const testCase = suite.testCase().className(`doctor.${layer.id}`).name(layer.title);
        const output = outputOf(layer);
        if (output !== "") testCase.standardOutput(output);
        for (const finding of layer.findings.filter(({ severity }) => severity === "error")) {
            suite
                .testCase()
                .className(`doctor.${layer.id}`)
                .name(`${layer.title}: ${finding.where}: ${finding.what}`)
                .failure(`${finding.where}: ${finding.what}`)
                .standardError(consequence(finding));
        }
    }
    return report.build();
}

function outputOf({ findings, notChecked }: LayerReport): string {
    return [
        ...findings
            .filter(({ severity }) => severity === "warning")
            .map((finding) => `${finding.where}: ${finding.what}\n${consequence(finding)}`),
        ...notChecked.map((text) => `not looked at: ${text}`),
    ].join("\n");
}

function consequence({ why, remedy }: Finding): string {
    return `${why}\n${remedy}`;
}
