import builder from "junit-report-builder";
import type { VerifyReport } from "./verifyReport";

/** For CI: a test case for each cluster that asked. */
export function verifyJunit({ stack, requests, asked, verdicts }: VerifyReport): string {
    const report = builder.newBuilder();
    const suite = report.testSuite().name(`verify ${stack}`);
    for (const { source, problems } of verdicts) {
        const testCase = suite
            .testCase()
            .className("verify")
            .name(`${requests} requests to ${asked ?? `helloworld from ${source}`}`);
        if (problems.length > 0) testCase.failure(problems.join("\n"));
    }
    return report.build();
}
