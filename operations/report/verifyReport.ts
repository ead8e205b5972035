import type { Verdict } from "../verify/judge";

/** What verify found out. */
export interface VerifyReport {
    readonly stack: string;
    /** What is asked, and from where; absent where it is the sample, from each cluster with a split. */
    readonly asked?: string;
    /** Requests from each cluster. */
    readonly requests: number;
    readonly verdicts: readonly Verdict[];
}
