import { LINKERD_VERSIONS, type LinkerdVersion } from "./versions";

/** What speaks against an update from the version that runs to the one that is configured. */
export interface UpgradeRefusal {
    readonly kind: "downgrade" | "skipped" | "unknown";
    /** What is so and why it does harm. */
    readonly what: string;
    /** What to write instead. */
    readonly advice: string;
    /** Row to write; absent where there is none to name. */
    readonly instead?: LinkerdVersion;
}

const ROWS: readonly LinkerdVersion[] = LINKERD_VERSIONS;

/** The row that a version belongs to: the patches of a stable series share what they make. */
function rowOf(running: string): LinkerdVersion | undefined {
    return ROWS.find(
        ({ linkerd, series }) => linkerd === running || running.startsWith(`stable-${series}.`),
    );
}

function position({ linkerd }: LinkerdVersion): number {
    return ROWS.findIndex((one) => one.linkerd === linkerd);
}

/** Whether the configured version is of a later row than the one that runs; one without a row counts as earlier. */
export function isLater(configured: LinkerdVersion, running: string): boolean {
    const row = rowOf(running);
    return row === undefined || position(row) < position(configured);
}

/**
 * What speaks against the update, or undefined. `running` is Linkerd's own name of the version that
 * runs; one without a row may be older or newer, and nothing says which.
 *
 * Linkerd's documentation allows control plane and proxies to be one major version apart, and warns
 * of everything further.
 */
export function upgradeRefusal(
    running: string,
    configured: LinkerdVersion,
    acceptSkippedVersions: boolean,
): UpgradeRefusal | undefined {
    const row = rowOf(running);
    if (row === undefined) {
        if (acceptSkippedVersions) return undefined;
        return {
            kind: "unknown",
            what: `Linkerd ${running} runs, which this program does not know: it may be newer, and a way back is not supported`,
            advice: `use a program that knows it, or set acceptSkippedVersions to true if ${configured.linkerd} is the newer one`,
        };
    }
    const [from, to] = [position(row), position(configured)];
    const is = `Linkerd ${row.series} runs`;
    if (to < from) {
        const lost =
            configured.generation.controllersFrom === "program"
                ? `: the API server stores Links in a version that the CRD of ${configured.series} does not have, and the clean-up of the mirrors would remove them all`
                : "";
        return {
            kind: "downgrade",
            what: `${is}, and a way back is not supported${lost}`,
            advice: `write ${row.linkerd}`,
            instead: row,
        };
    }
    const skipped = ROWS.slice(from + 1, to);
    const [next] = skipped;
    if (next === undefined || acceptSkippedVersions) return undefined;
    const names = skipped.map(({ series }) => series).join(" and ");
    return {
        kind: "skipped",
        what: `${is}, and this skips ${names}: Linkerd does not support proxies that are more than one major version away from their control plane, and those of your own pods are until they restart`,
        advice: `write ${next.linkerd} first, or set acceptSkippedVersions to true`,
        instead: next,
    };
}
