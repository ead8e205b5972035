import { CommanderError, Option, type Command } from "commander";

/** How a command prints what it found. */
export const OUTPUT_FORMATS = ["table", "json", "junit"] as const;

/** One of {@link OUTPUT_FORMATS}. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What every operation can be told. */
export interface SharedOptions {
    /** Name of the stack; the selected one when absent. */
    readonly stack?: string;
    /** Path of the stack's configuration; Pulumi.STACK.yaml when absent. */
    readonly configFile?: string;
    readonly output: OutputFormat;
}

/** Exit codes of operations. */
export const EXIT = {
    /** Nothing is wrong, or there are only warnings. */
    healthy: 0,
    /** Something does not work. */
    broken: 1,
    /** The command line is wrong, or nothing could be looked at. */
    failed: 2,
} as const;

/** Adds the options of {@link SharedOptions} to a command. */
export function withSharedOptions(command: Command): Command {
    return command
        .option("--stack <name>", "stack to look at (default: the selected one)")
        .option("--config-file <path>", "its configuration (default: Pulumi.STACK.yaml)")
        .addOption(
            new Option("--output <format>", "how to print what is found")
                .choices(OUTPUT_FORMATS)
                .default("table"),
        );
}

/**
 * Gives a command line to a command, whose `opts()` then has its options.
 *
 * Returns an exit code where there is nothing to run: help was asked for, or the line is wrong, which
 * commander has said on the error output.
 */
export function parseCommandLine(command: Command, args: readonly string[]): number | undefined {
    command.exitOverride().allowExcessArguments(false);
    try {
        command.parse([...args], { from: "user" });
        return undefined;
    } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        return error.exitCode === 0 ? EXIT.healthy : EXIT.failed;
    }
}
