import type { ReportedFinding } from "../../operations/report/doctorReport";
import type { SandboxStack } from "./stack";

/** One finding with the layer that it belongs to. */
export type LayerFinding = ReportedFinding & { readonly layer: string };

interface DoctorOutput {
    readonly layers: readonly {
        readonly id: string;
        readonly findings: readonly ReportedFinding[];
        readonly unseen: readonly string[];
    }[];
}

/** What doctor said, as `--output json` prints it. */
export interface Diagnosis {
    readonly exitCode: number;
    readonly findings: readonly LayerFinding[];
    readonly unseen: readonly string[];
}

/** The sandbox's Kubernetes is newer than what the documentation of Linkerd 2.14 names. */
const OF_THE_SANDBOX = "kubernetes-not-covered";

/** Runs doctor and reads what it printed; throws where it printed no JSON. */
export async function diagnose(stack: SandboxStack, ...args: string[]): Promise<Diagnosis> {
    const { exitCode, stdout, stderr } = await stack.operation(
        "doctor",
        ...["--output", "json", ...args],
    );
    if (!stdout.startsWith("{")) {
        throw new Error(`doctor ended with ${String(exitCode)} and no JSON:\n${stdout}${stderr}`);
    }
    const { layers } = JSON.parse(stdout) as DoctorOutput;
    return {
        exitCode,
        findings: layers.flatMap(({ id, findings }) =>
            findings.flatMap((finding) =>
                finding.code === OF_THE_SANDBOX ? [] : [{ ...finding, layer: id }],
            ),
        ),
        unseen: layers.flatMap(({ unseen }) => unseen),
    };
}

/** Findings as lines, for messages of tests. */
export function describeFindings(findings: readonly LayerFinding[]): string {
    return findings
        .map(
            ({ layer, severity, where, what, remedy }) =>
                `${layer}: ${severity}: ${where}: ${what}\n    ${remedy.replaceAll("\n", "\n    ")}`,
        )
        .join("\n");
}
