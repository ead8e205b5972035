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

/** What the release of Linkerd does to values.yaml before it packages a chart (its bin/helm-build). */
export function stampValues(values: string): string {
    return values.replaceAll("linkerdVersionValue", LINKERD_TAG);
}

/** Name of a set of packaged charts in the cache. `recipe` changes when the packaging does. */
export function chartsKey(moduleDir: string, helmVersion: string, recipe: string): string {
    // The folder in the module cache ends in the module's version, which go.sum pins.
    const version = moduleDir.slice(moduleDir.lastIndexOf("@") + 1);
    const text = JSON.stringify([version, helmVersion, recipe, CHARTS, LINKERD_TAG]);
    return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
