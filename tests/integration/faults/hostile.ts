import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Scene } from "./fault";

const PROOF = "/tmp/linkerd-multicluster-e2e-pwned";

/** A command that stands in names, and that nobody may run by typing a remedy. */
export const RUN_ME = `touch ${PROOF}`;

/** The same as the name of an object, which has no slash: it writes to the folder of the project. */
export const HOSTILE_NAME = "x;touch PWNED;#";

/** Rejects where one of the commands was run, and takes away what it made. */
export async function neverRun({ stack }: Scene): Promise<void> {
    const proofs = [PROOF, join(stack.settings.projectDir, "PWNED")].filter((file) =>
        existsSync(file),
    );
    for (const file of proofs) await rm(file);
    if (proofs.length > 0) throw new Error(`typing a remedy ran a name: ${proofs.join(", ")}`);
}
