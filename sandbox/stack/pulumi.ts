import { createInterface } from "node:readline";
import { execa } from "execa";
import type { Settings } from "../settings/settings";
import type { Toolchain } from "../toolchain/toolchain";
import { pulumiEnvironment } from "./environment";
import { stackConfigFile } from "./stackConfig";

/** How a run of `pulumi` ended. */
export interface PulumiResult {
    readonly exitCode: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** How {@link pulumi} behaves. */
export interface PulumiOptions {
    /** Whether a failed run throws. @default true */
    readonly reject?: boolean;
    /** Folder to run in. @default the project's */
    readonly cwd?: string;
    /** Called with every line of the standard output as it comes. */
    readonly onLine?: (line: string) => void;
}

/** Commands that read the stack's configuration; the others do not know the flag. */
const WITH_CONFIG = new Set(["up", "preview", "refresh", "destroy", "config", "import"]);

/** Arguments of a run on the sandbox's stack. Pure. */
export function pulumiArguments(settings: Settings, args: readonly string[]): string[] {
    const [command = ""] = args;
    const isUsual = WITH_CONFIG.has(command) && !args.includes("--config-file");
    const config = isUsual ? ["--config-file", stackConfigFile(settings)] : [];
    return [...args, ...config, "--non-interactive", "--color", "never"];
}

/** Runs `pulumi` on the sandbox's stack. */
export async function pulumi(
    settings: Settings,
    toolchain: Toolchain,
    args: readonly string[],
    { reject = true, cwd = settings.projectDir, onLine }: PulumiOptions = {},
): Promise<PulumiResult> {
    const run = execa(toolchain.pulumi, pulumiArguments(settings, args), {
        cwd,
        env: pulumiEnvironment(settings, toolchain, process.env),
        reject: false,
        stdin: "ignore",
    });
    if (onLine !== undefined && run.stdout !== null) {
        createInterface(run.stdout).on("line", onLine);
    }
    const { exitCode, stdout, stderr } = await run;
    if (reject && exitCode !== 0) throw new Error(describeFailure(args, stdout, stderr));
    return { exitCode, stdout, stderr };
}

/** The part of a failed run's output that says why: the diagnostics, where there are any. */
export function describeFailure(args: readonly string[], stdout: string, stderr: string): string {
    const start = stdout.indexOf("\nDiagnostics:");
    const end = stdout.indexOf("\nOutputs:", start);
    const told =
        start === -1
            ? stdout.trim().split("\n").slice(-20).join("\n")
            : stdout.slice(start, end === -1 ? undefined : end);
    return [`pulumi ${args.join(" ")} failed:`, told.trim(), stderr.trim()]
        .filter(Boolean)
        .join("\n");
}

/** Whether a line of `pulumi up` says that something is done; the others only say that it has begun. */
export function isOutcome(line: string): boolean {
    return /^ *[-+~]+ .*(created|updated|deleted|replaced|failed)|\b(error|warning):/.test(line);
}
