/** Chart versions that go together, with one version of Linkerd. */
export interface ChartVersions {
    /** Version of Linkerd itself: the tag of its images. */
    readonly linkerd: string;
    /** Version of the chart linkerd-crds. */
    readonly crds: string;
    /** Version of the chart linkerd-control-plane. */
    readonly controlPlane: string;
    /** Version of the chart linkerd-multicluster. */
    readonly multicluster: string;
    /** Version of the chart linkerd-smi, by the compatibility matrix in linkerd-smi's README. */
    readonly smi: string;
}

/**
 * The rows that this program knows.
 * The ten objects of a link copy what the CLI of the same Linkerd version prints, so a new row
 * comes with a look at that version's `linkerd multicluster link`.
 */
export const CHART_VERSIONS: readonly ChartVersions[] = [
    {
        linkerd: "stable-2.14.10",
        crds: "1.8.0",
        controlPlane: "1.16.11",
        multicluster: "30.11.11",
        smi: "1.0.4",
    },
];

/** The row with these chart versions, or undefined when they do not go together. */
export function findChartVersions(
    charts: Omit<ChartVersions, "linkerd">,
): ChartVersions | undefined {
    return CHART_VERSIONS.find(
        (row) =>
            row.crds === charts.crds &&
            row.controlPlane === charts.controlPlane &&
            row.multicluster === charts.multicluster &&
            row.smi === charts.smi,
    );
}

/** The known rows as a sentence, for the message about an unknown one. */
export function describeChartVersions(): string {
    return CHART_VERSIONS.map(
        (row) =>
            `${row.crds}, ${row.controlPlane}, ${row.multicluster} and ${row.smi} (Linkerd ${row.linkerd})`,
    ).join(" or ");
}
