import type { Verdict } from "../verify/judge";

/** What verify found out. */
export interface VerifyReport {
    readonly stack: string;
    /**
     * What is asked, and from where. Absent where it is every split: of the operator's own each
     * verdict says it, and the others are the sample's.
     */
    readonly asked?: string;
    /** Requests from each cluster. */
    readonly requests: number;
    readonly verdicts: readonly Verdict[];
}
