import { LINKERD_VERSIONS, type LinkerdVersion } from "./versions";

/** A Kubernetes that the documentation of a version of Linkerd does not name. */
export interface KubernetesMisfit {
    readonly side: "below" | "above";
    /** What it names: "1.21 to 1.28". */
    readonly covered: string;
    /** The row next to it that names it; absent where none does. */
    readonly instead?: LinkerdVersion;
}

/** Whether a Kubernetes, as `v1.33.5` of its API server, lies outside of what a row names; undefined where it does not. */
export function kubernetesMisfit(
    gitVersion: string,
    { kubernetes: [least, most] }: LinkerdVersion,
): KubernetesMisfit | undefined {
    const minor = Number(/^v?1\.(\d+)/.exec(gitVersion)?.[1]);
    if (Number.isNaN(minor) || (least <= minor && minor <= most)) return undefined;
    const fitting = LINKERD_VERSIONS.filter(
        ({ kubernetes: [from, to] }) => from <= minor && minor <= to,
    );
    const side = minor < least ? "below" : "above";
    const instead = side === "below" ? fitting.at(-1) : fitting[0];
    return {
        side,
        covered: `1.${String(least)} to 1.${String(most)}`,
        ...(instead === undefined ? {} : { instead }),
    };
}
