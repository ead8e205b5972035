import { createHash } from "node:crypto";
import { LINKERD_TAG } from "../toolchain/parts";

/** A chart that the sandbox packages from the sources of Linkerd. */
export interface ChartSource {
    readonly name: string;
    /** Version in its Chart.yaml, which components/linkerd/versions.ts pairs with the others. */
    readonly version: string;
    /** Folder in the Go module of Linkerd. */
    readonly folder: string;
    /** Whether the release gives the chart Linkerd's tag as its application version. */
    readonly tagged: boolean;
}

/** Subchart that all of them use and that the module keeps once. */
export const PARTIALS = "charts/partials";

/** The charts of Linkerd 2.14.10 that the program installs. */
export const CHARTS: readonly ChartSource[] = [
    { name: "linkerd-crds", version: "1.8.0", folder: "charts/linkerd-crds", tagged: false },
    {
        name: "linkerd-control-plane",
        version: "1.16.11",
        folder: "charts/linkerd-control-plane",
        tagged: true,
    },
    {
        name: "linkerd-multicluster",
        version: "30.11.11",
        folder: "multicluster/charts/linkerd-multicluster",
        tagged: true,
    },
];

/** A chart of ours in place of one that no package registry holds. */
export interface StandinChart {
    /** Name and version in its Chart.yaml, which are those of the chart that it replaces. */
    readonly name: string;
    readonly version: string;
    /** Folder below {@link STANDINS}. */
    readonly folder: string;
}

/** Folder of the stand-ins in the project. */
export const STANDINS = "sandbox/charts/standins";

/** The charts that the program installs and that are not in Linkerd's module. */
export const STANDIN_CHARTS: readonly StandinChart[] = [
    { name: "linkerd-smi", version: "1.0.4", folder: "linkerd-smi-standin" },
];

/** What the release of Linkerd does to values.yaml before it packages a chart (its bin/helm-build). */
export function stampValues(values: string, linkerd: string): string {
    return values.replaceAll("linkerdVersionValue", linkerd);
}

/** Everything that decides what packaging gives. */
export interface PackagingInputs {
    /** Folder of Linkerd's module in the module cache. */
    readonly moduleDir: string;
    readonly helmVersion: string;
    /** Changes when the packaging does. */
    readonly recipe: string;
    /** Contents of the stand-ins' files by path. */
    readonly standins: ReadonlyMap<string, string | Buffer>;
}

/** Name of a set of packaged charts in the cache. */
export function chartsKey({ moduleDir, helmVersion, recipe, standins }: PackagingInputs): string {
    // The folder in the module cache ends in the module's version, which go.sum pins.
    const version = moduleDir.slice(moduleDir.lastIndexOf("@") + 1);
    const files = [...standins].map(([path, content]) => [path, content.toString()]);
    const charts = [CHARTS, STANDIN_CHARTS, LINKERD_TAG];
    const text = JSON.stringify([version, helmVersion, recipe, charts, files.sort()]);
    return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
