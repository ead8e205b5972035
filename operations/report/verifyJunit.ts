import builder from "junit-report-builder";
import type { VerifyReport } from "./verifyReport";

/** For CI: a test case for each cluster that asked. */
export function verifyJunit({ stack, asked, verdicts }: VerifyReport): string {
    const report = builder.newBuilder();
    const suite = report.testSuite().name(`verify ${stack}`);
    for (const { source, requests, problems, skipped, ...verdict } of verdicts) {
        const testCase = suite
            .testCase()
            .className("verify")
            .name(
                `${requests} requests to ${verdict.asked ?? asked ?? `helloworld from ${source}`}`,
            );
        if (skipped !== undefined) testCase.skipped();
        if (problems.length > 0) testCase.failure(problems.join("\n"));
    }
    return report.build();
}
