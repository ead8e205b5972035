import { OUTSIDE_CHARTS, cliDownload, EDGE_REPOSITORY, type OutsideVersion } from "./versions";

/** A part that was found, or where it can be had from: a path, or the place that answered. */
export type Found = { readonly path: string } | { readonly from: string };

/** Why a part was not found, for the operator. */
export interface NotFound {
    /** For example `/images/linkerd says stable-2.14.10`. */
    readonly because: string;
}

/** What was looked at for one version. */
export interface Looked {
    readonly folder: string;
    /** By name. */
    readonly charts: Readonly<Record<string, Found | NotFound>>;
    /** By full name. */
    readonly images: Readonly<Record<string, Found | NotFound>>;
    readonly cli: { readonly path: string } | NotFound;
}

/** Whether a part is there or can be had. */
export function isFound<F extends Found>(part: F | NotFound): part is F {
    return !("because" in part);
}

/**
 * The one message about everything that is missing and where it is to be had; undefined when nothing is.
 * Pure.
 */
export function describeMissing(
    version: OutsideVersion,
    looked: Looked,
    arch: string,
): string | undefined {
    const items = [
        ...missingCharts(version, looked),
        ...missingImages(looked),
        ...(isFound(looked.cli) ? [] : [missingCli(version, looked.cli, arch)]),
    ];
    if (items.length === 0) return undefined;
    return [
        `Linkerd ${version.linkerd} is in no package registry, so its parts must be given. Missing:`,
        ...items,
        "",
        `Put them into ${looked.folder}, or name the folder that has them with --linkerd-from FOLDER.`,
    ].join("\n");
}

function missingCharts({ chart }: OutsideVersion, { charts }: Looked): string[] {
    const names = OUTSIDE_CHARTS.filter((name) => !isFound(charts[name] ?? { because: "" }));
    if (names.length === 0) return [];
    return [
        "",
        `Charts, version ${chart}, as archives or as folders with a Chart.yaml:`,
        ...because(names.map((name) => charts[name])),
        ...names.map(
            (name) => `    helm pull ${name} --repo ${EDGE_REPOSITORY} --version ${chart}`,
        ),
    ];
}

function missingImages({ images }: Looked): string[] {
    const names = Object.keys(images).filter((name) => !isFound(images[name] ?? { because: "" }));
    if (names.length === 0) return [];
    return [
        "",
        "Images, as docker archives:",
        ...because(names.map((name) => images[name])),
        ...names.map((name) => `    docker pull ${name}`),
        `    docker save --output linkerd-images.tar ${names.join(" ")}`,
    ];
}

function missingCli(version: OutsideVersion, cli: NotFound, arch: string): string {
    const url = cliDownload(version, arch);
    return [
        "",
        `The CLI, as an executable file named linkerd there or on PATH:`,
        ...because([cli]),
        `    curl --location --output linkerd ${url}`,
        "    chmod +x linkerd",
    ].join("\n");
}

/** Reasons, each once: the same place did not answer for all. */
function because(parts: readonly (Found | NotFound | undefined)[]): string[] {
    const reasons = parts.flatMap((part) =>
        part === undefined || isFound(part) || part.because === "" ? [] : [part.because],
    );
    return [...new Set(reasons)].map((reason) => `  (${reason})`);
}
