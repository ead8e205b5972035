import { z } from "zod";
import { chartArchives, CHART_DIGESTS } from "../../../components/linkerd/versions";
import { text } from "./values";

const Digest = text(
    /^(sha256:)?[\da-f]{64}$/,
    "write the SHA-256 of the archive in lower-case hexadecimal, as 'sha256sum' prints it",
);

function describe(archive: string): string {
    const known = CHART_DIGESTS[archive];
    return known === undefined
        ? `SHA-256 of ${archive}.tgz. Not pinned unless it is given.`
        : `SHA-256 of ${archive}.tgz. The program pins ${known} unless another is given.`;
}

/** `chartDigests` as it stands in the stack file. */
export const ChartDigestsEntry = z.strictObject(
    Object.fromEntries(
        chartArchives().map((name) => [name, Digest.optional().describe(describe(name))]),
    ),
    'write an object, for example {"linkerd-crds-1.8.0": "…"}',
);
