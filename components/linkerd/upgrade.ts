import { LINKERD_VERSIONS, type LinkerdVersion } from "./versions";

/**
 * What speaks against an update from the version that runs to the one that is configured, and what
 * to write instead; nothing when it may be done.
 *
 * Linkerd's documentation allows control plane and proxies to be one major version apart, and warns
 * of everything further.
 */
export function upgradeAdvice(
    running: LinkerdVersion,
    configured: LinkerdVersion,
    acceptSkippedVersions: boolean,
): string | undefined {
    const rows: readonly LinkerdVersion[] = LINKERD_VERSIONS;
    const [from, to] = [rows.indexOf(running), rows.indexOf(configured)];
    const is = `Linkerd ${running.series} runs`;
    if (to < from) {
        const lost =
            configured.generation.controllersFrom === "program"
                ? `: the API server stores Links in a version that the CRD of ${configured.series} does not have, and the clean-up of the mirrors would remove them all`
                : "";
        return `${is}, and a way back is not supported${lost}; write ${running.linkerd}`;
    }
    const skipped = rows.slice(from + 1, to);
    const [next] = skipped;
    if (next === undefined || acceptSkippedVersions) return undefined;
    const names = skipped.map(({ series }) => series).join(" and ");
    return `${is}, and this skips ${names}: Linkerd does not support proxies that are more than one major version away from their control plane, and those of your own pods are until they restart; write ${next.linkerd} first, or set acceptSkippedVersions to true`;
}
