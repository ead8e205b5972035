import { machine } from "../system/machine";

/** A version of Linkerd that no package registry holds. */
export interface OutsideVersion {
    /** Linkerd's own name of it: the tag of its images, and what its CLI says. */
    readonly linkerd: string;
    /** Version of its charts. */
    readonly chart: string;
    /** Images that its charts ask for, by full name. */
    readonly images: readonly string[];
}

/** Charts of every version from 2.15 on; linkerd-smi is none of them. */
export const OUTSIDE_CHARTS = [
    "linkerd-crds",
    "linkerd-control-plane",
    "linkerd-multicluster",
] as const;

/** Version in Linkerd's sources; packaging a release replaces it. */
export const SOURCE_VERSION = "0.0.0-undefined";

/** Whether a chart of this name is one of {@link OUTSIDE_CHARTS}. */
export function isOutsideChart(name: string | undefined): name is (typeof OUTSIDE_CHARTS)[number] {
    return (OUTSIDE_CHARTS as readonly (string | undefined)[]).includes(name);
}

/** Where Linkerd publishes the charts of its edge releases. */
export const EDGE_REPOSITORY = "https://helm.linkerd.io/edge";

/** Registry in the charts' values. */
export const REGISTRY = "cr.l5d.io/linkerd";

/** The versions that can be given, by their values files: 2.20 has no image of proxy-init, its proxy does that. */
export const OUTSIDE_VERSIONS: readonly OutsideVersion[] = [
    outside("edge-25.10.7", "2025.10.7", "proxy-init:v2.4.3"),
    outside("edge-26.7.1", "2026.7.1"),
];

function outside(linkerd: string, chart: string, ...others: string[]): OutsideVersion {
    const images = [`controller:${linkerd}`, `proxy:${linkerd}`, ...others];
    return { linkerd, chart, images: images.map((image) => `${REGISTRY}/${image}`) };
}

/** The version of this name. */
export function outsideVersion(name: string): OutsideVersion {
    const found = OUTSIDE_VERSIONS.find(({ linkerd }) => linkerd === name);
    if (found !== undefined) return found;
    const names = OUTSIDE_VERSIONS.map(({ linkerd }) => linkerd).join(" or ");
    throw new Error(
        `--linkerd is "${name}"; write ${names}, or leave it out for stable-2.14.10, which is built here`,
    );
}

/** Name of the CLI of a version among the programs of the sandbox, where `linkerd` is the one that is built. */
export function cliName({ linkerd }: Pick<OutsideVersion, "linkerd">): string {
    return `linkerd-${linkerd}`;
}

/** Where the CLI of a version is to be had, for a machine type as `process.arch` has it. */
export function cliDownload({ linkerd }: OutsideVersion, arch: string): string {
    const { architecture } = machine(arch);
    return `https://github.com/linkerd/linkerd2/releases/download/${linkerd}/${cliAsset(linkerd, architecture)}`;
}

/** File names under which a CLI is looked for. */
export function cliNames(version: OutsideVersion, arch: string): string[] {
    return ["linkerd", cliAsset(version.linkerd, machine(arch).architecture)];
}

function cliAsset(linkerd: string, architecture: string): string {
    return `linkerd2-cli-${linkerd}-linux-${architecture}`;
}
