import { execa } from "execa";
import { commandFailure } from "../system/commandFailure";
import { findOnPath } from "../system/path";
import type { Plugin } from "./pulumiHome";

/** Where the Pulumi set comes from: `auto` takes an installed one if it can install its plugins. */
export const TOOLCHAIN_MODES = ["auto", "installed", "built"] as const;

/** One of {@link TOOLCHAIN_MODES}. */
export type ToolchainMode = (typeof TOOLCHAIN_MODES)[number];

/** An installed `pulumi` with its plugins in place. */
export interface InstalledPulumi {
    readonly program: string;
    readonly home: string;
    readonly version: string;
}

/** Longest wait for one plugin; without a way out some networks drop packets instead of refusing. */
const PLUGIN_SECONDS = 90;

/**
 * Uses the `pulumi` on PATH, if `mode` allows and it can install the pinned plugins.
 *
 * Its plugins go into a PULUMI_HOME of the sandbox, so that the operator's own stays as it is. The one in
 * `ownBin` is no installed one: it is on PATH where the operator has sourced env.sh.
 */
export async function findInstalledPulumi(
    mode: ToolchainMode,
    { home, ownBin }: { home: string; ownBin: string },
    plugins: readonly Plugin[],
    report: (line: string) => void,
): Promise<InstalledPulumi | undefined> {
    if (mode === "built") return undefined;
    const program = findOnPath("pulumi", process.env["PATH"] ?? "", ownBin);
    try {
        if (program === undefined) throw new Error("there is no pulumi on PATH");
        const version = (await execa(program, ["version"])).stdout.trim();
        for (const { name, version: pinned } of plugins) {
            await execa(program, ["plugin", "install", "resource", name, pinned], {
                env: { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
                timeout: PLUGIN_SECONDS * 1000,
            });
        }
        return { program, home, version };
    } catch (error) {
        const reason = describeRefusal(error);
        if (mode === "auto") {
            if (program !== undefined) report(`${program} is not used: ${reason}`);
            return undefined;
        }
        throw new Error(
            `--toolchain installed: ${reason}. Install the Pulumi CLI with its Node.js language host ` +
                "and a way to fetch plugins, or write --toolchain built",
            { cause: error },
        );
    }
}

function describeRefusal(error: unknown): string {
    const failure = commandFailure(error);
    if (failure === undefined) return error instanceof Error ? error.message : String(error);
    if (failure.timedOut) return `no answer to "${failure.command}" in ${String(PLUGIN_SECONDS)} s`;
    const last = failure.stderr.trim().split("\n").at(-1) ?? "";
    return `"${failure.command}" failed: ${last === "" ? failure.shortMessage : last}`;
}
