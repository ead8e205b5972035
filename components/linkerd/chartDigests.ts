import { createHash } from "node:crypto";

/** A chart as a repository offers it. */
export interface OfferedChart {
    readonly name: string;
    readonly version: string;
    /** SHA-256 of the archive, hexadecimal, as `index.yaml` has it; an OCI manifest writes `sha256:` before it. */
    readonly digest: string;
}

/** SHA-256 of a chart's archive as `index.yaml` writes it. */
export function archiveDigest(archive: Uint8Array): string {
    return createHash("sha256").update(archive).digest("hex");
}

function hexadecimal(digest: string): string {
    return digest.toLowerCase().replace(/^sha256:/, "");
}

/**
 * What is wrong with the charts that a repository offers; nothing for charts that are as pinned.
 * A version can be published twice: what is pinned are its bytes. `pinned` is keyed by
 * `NAME-VERSION`; a site with a mirror of its own, whose archives were packed anew, has its own.
 */
export function digestMistakes(
    offered: readonly OfferedChart[],
    pinned: ReadonlyMap<string, string>,
): string[] {
    return offered.flatMap(({ name, version, digest }) => {
        const expected = pinned.get(`${name}-${version}`);
        if (expected === undefined) {
            return [
                `${name} ${version} has the digest sha256:${hexadecimal(digest)}, and none is pinned; compare it with that of the publisher, and pin it`,
            ];
        }
        return hexadecimal(digest) === hexadecimal(expected)
            ? []
            : [
                  `${name} ${version} has the digest sha256:${hexadecimal(digest)}, not sha256:${hexadecimal(expected)}, which is pinned: the repository offers other bytes under the same version; ask its keeper, and pin the new digest only if the change is meant`,
              ];
    });
}
