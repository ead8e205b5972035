import type { Examination } from "../findings/layer";

/** What one layer said. */
export interface LayerReport extends Examination {
    readonly id: string;
    readonly title: string;
}

/** What doctor found out. */
export interface DoctorReport {
    readonly stack: string;
    /** Whether it was asked if `pulumi up` can succeed. */
    readonly pre: boolean;
    /** In the order of the layers; those that were not examined are absent. */
    readonly layers: readonly LayerReport[];
}
