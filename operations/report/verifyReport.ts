import type { Verdict } from "../verify/judge";

/** What verify found out. */
export interface VerifyReport {
    readonly stack: string;
    /** Requests from each cluster. */
    readonly requests: number;
    readonly verdicts: readonly Verdict[];
}
