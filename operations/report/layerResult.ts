import type { Severity } from "../findings/finding";
import type { LayerReport, ReportedFinding } from "./doctorReport";

/** How something came off of which there may be findings. */
export type State = "ok" | Severity;

/** How a layer came off: the worst that is to be said of it. */
export type LayerResult = State | "incomplete";

export function layerResult({ findings, notChecked }: LayerReport): LayerResult {
    const worst = worstOf(findings);
    return worst === "ok" && notChecked.length > 0 ? "incomplete" : worst;
}

/** The worst of these findings. */
export function worstOf(findings: readonly ReportedFinding[]): State {
    if (countOf(findings, "error") > 0) return "error";
    return countOf(findings, "warning") > 0 ? "warning" : "ok";
}

/** A layer's result for people: "2 errors, 1 warning". */
export function describeResult(layer: LayerReport): string {
    const counts = describeFindings(layer.findings);
    if (counts !== "") return counts;
    return layer.notChecked.length > 0 ? "not all seen" : "ok";
}

/** Findings as "2 errors, 1 warning"; empty where there are none. */
export function describeFindings(findings: readonly ReportedFinding[]): string {
    return (["error", "warning"] as const)
        .map((severity) => ({ severity, count: countOf(findings, severity) }))
        .filter(({ count }) => count > 0)
        .map(({ severity, count }) => `${count} ${severity}${count === 1 ? "" : "s"}`)
        .join(", ");
}

function countOf(findings: readonly ReportedFinding[], severity: Severity): number {
    return findings.filter((finding) => finding.severity === severity).length;
}
