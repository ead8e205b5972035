import type { LayerId } from "../findings/codes";
import type { Finding } from "../findings/finding";
import type { Examination } from "../findings/layer";

/** A finding with its remedy as it is typed. */
export interface ReportedFinding extends Omit<Finding, "remedy"> {
    readonly remedy: string;
}

/** What one layer said. */
export interface LayerReport extends Omit<Examination, "findings"> {
    readonly id: LayerId;
    readonly title: string;
    readonly findings: readonly ReportedFinding[];
}

/** What doctor found out. */
export interface DoctorReport {
    readonly stack: string;
    /** Whether it was asked if `pulumi up` can succeed. */
    readonly pre: boolean;
    /** In the order of the layers; those that were not examined are absent. */
    readonly layers: readonly LayerReport[];
}
