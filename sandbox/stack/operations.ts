import { join } from "node:path";
import { execa } from "execa";
import pRetry, { AbortError } from "p-retry";
import type { Settings } from "../settings/settings";
import type { Toolchain } from "../toolchain/toolchain";
import { pulumiEnvironment } from "./environment";
import { stackConfigFile } from "./stackConfig";

/** How a run of an operation ended. */
export interface OperationResult {
    readonly exitCode: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs an operation on the sandbox's stack, whatever it finds. */
export async function operation(
    settings: Settings,
    toolchain: Toolchain,
    name: "configure" | "doctor" | "forget" | "report" | "rotate" | "verify",
    args: readonly string[] = [],
): Promise<OperationResult> {
    const { exitCode, stdout, stderr } = await execa(
        process.execPath,
        [
            join(settings.projectDir, "operations", "cli.mjs"),
            name,
            ...(["doctor", "report", "rotate", "verify"].includes(name)
                ? ["--config-file", stackConfigFile(settings)]
                : []),
            ...args,
        ],
        {
            cwd: settings.projectDir,
            env: pulumiEnvironment(settings, toolchain, process.env),
            reject: false,
            stdin: "ignore",
        },
    );
    return { exitCode, stdout, stderr };
}

/**
 * What doctor or verify print of a mesh that works. Throws what they print of one that does not.
 *
 * Tried for a minute: Services are mirrored some seconds after `pulumi up` has ended.
 */
export async function healthy(
    settings: Settings,
    toolchain: Toolchain,
    name: "doctor" | "verify",
): Promise<string> {
    return pRetry(
        async () => {
            const { exitCode, stdout, stderr } = await operation(settings, toolchain, name);
            const printed = [stdout, stderr].filter(Boolean).join("\n");
            if (exitCode === 0) return printed;
            const message = `npm run ${name} found what does not work:\n${printed}`;
            // Another code than 1 says that it could not look at all.
            throw exitCode === 1 ? new Error(message) : new AbortError(message);
        },
        { retries: 12, factor: 1, minTimeout: 5000 },
    );
}
