import { LINKERD_2_14, LINKERD_2_19, LINKERD_2_20, type Generation } from "./generations";

/** One version of Linkerd: charts that go together, and what is made of them. */
export interface LinkerdVersion {
    /** Linkerd's own name of it, and the tag of its images: what `linkerdVersion` is set to. */
    readonly linkerd: string;
    /** What its documentation calls it. */
    readonly series: string;
    /** URL of the Helm repository with its charts. */
    readonly repository: string;
    /** Version of the chart linkerd-crds. */
    readonly crds: string;
    /** Version of the chart linkerd-control-plane. */
    readonly controlPlane: string;
    /** Version of the chart linkerd-multicluster. */
    readonly multicluster: string;
    /** Version of the chart linkerd-smi, by the compatibility matrix in linkerd-smi's README. */
    readonly smi: string;
    /** Minor versions of Kubernetes 1 that its documentation names, first and last. */
    readonly kubernetes: readonly [from: number, to: number];
    readonly generation: Generation;
}

/** From 2.15 on all charts of a version have one number, in another repository. */
function edge(chart: string) {
    const repository = "https://helm.linkerd.io/edge";
    return { repository, crds: chart, controlPlane: chart, multicluster: chart, smi: "1.0.4" };
}

/** The rows that this program knows, from the oldest to the newest. The first is the default. */
export const LINKERD_VERSIONS = [
    {
        linkerd: "stable-2.14.10",
        series: "2.14",
        repository: "https://helm.linkerd.io/stable",
        crds: "1.8.0",
        controlPlane: "1.16.11",
        multicluster: "30.11.11",
        smi: "1.0.4",
        kubernetes: [21, 28],
        generation: LINKERD_2_14,
    },
    {
        linkerd: "edge-25.10.7",
        series: "2.19",
        ...edge("2025.10.7"),
        kubernetes: [22, 35],
        generation: LINKERD_2_19,
    },
    {
        linkerd: "edge-26.7.1",
        series: "2.20",
        ...edge("2026.7.1"),
        kubernetes: [31, 35],
        generation: LINKERD_2_20,
    },
] as const satisfies readonly LinkerdVersion[];

/**
 * SHA-256 of archives by `NAME-VERSION`: what their publishers' repositories had when they were looked
 * at. An archive that is not here is pinned by the configuration or not at all; none is guessed.
 */
export const CHART_DIGESTS: Readonly<Record<string, string>> = {
    // index.yaml of linkerd/linkerd-smi, branch gh-pages, and the bytes beside it.
    "linkerd-smi-1.0.4": "065a24a4aa05a3b5fa72e4605bd87ffcd154a0db176103d7f29bc04c6fab45a7",
};

/** The charts of Linkerd itself in a row, with their versions. */
export function linkerdCharts({ crds, controlPlane, multicluster }: LinkerdVersion) {
    return [
        { name: "linkerd-crds", version: crds },
        { name: "linkerd-control-plane", version: controlPlane },
        { name: "linkerd-multicluster", version: multicluster },
    ];
}

/** Every archive that this program may install, as `NAME-VERSION`. */
export function chartArchives(): readonly string[] {
    const charts = LINKERD_VERSIONS.flatMap((row) => [
        ...linkerdCharts(row),
        { name: "linkerd-smi", version: row.smi },
    ]);
    return [...new Set(charts.map(({ name, version }) => `${name}-${version}`))];
}

/** Name of a row. */
export type LinkerdName = (typeof LINKERD_VERSIONS)[number]["linkerd"];

/** The row of this name. */
export function linkerdVersion(name: LinkerdName): LinkerdVersion {
    const found = LINKERD_VERSIONS.find(({ linkerd }) => linkerd === name);
    if (found === undefined) throw new Error(`versions.ts has no ${name}`);
    return found;
}

/** What to write for `linkerdVersion` where this stands; in YAML `2.20` is the number 2.2. */
export function linkerdVersionAdvice(written: unknown): string {
    const text = String(written);
    const meant = LINKERD_VERSIONS.find(
        ({ linkerd, series, controlPlane }) =>
            Number(text) === Number(series) ||
            linkerd.endsWith(`-${text}`) ||
            text === controlPlane,
    );
    if (meant !== undefined) return `write ${meant.linkerd}, Linkerd's own name of ${meant.series}`;
    const names = LINKERD_VERSIONS.map(({ linkerd, series }) => `${linkerd} (${series})`);
    return `write ${names.slice(0, -1).join(", ")} or ${String(names.at(-1))}`;
}
