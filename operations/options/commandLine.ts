import { CommanderError, Option, type Command } from "commander";

/** How a command prints what it found. */
export const OUTPUT_FORMATS = ["table", "json", "junit"] as const;

/** One of {@link OUTPUT_FORMATS}. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Which stack every operation can be told of. */
export interface StackOptions {
    /** Name of the stack; the selected one when absent. */
    readonly stack?: string;
    /** Path of the stack's configuration; Pulumi.STACK.yaml when absent. */
    readonly configFile?: string;
}

/** What every operation that prints can be told. */
export interface SharedOptions<Format extends string = OutputFormat> extends StackOptions {
    readonly output: Format;
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

/** What to say of mistakes that the parser does not know. */
export function wrongCommandLine(mistakes: readonly string[]): string {
    return ["The command line is wrong:", ...mistakes].join("\n  - ");
}

/** Adds the options of {@link StackOptions} to a command. */
export function withStackOptions(command: Command): Command {
    return command
        .option("--stack <name>", "stack to look at (default: the selected one)")
        .option("--config-file <path>", "its configuration (default: Pulumi.STACK.yaml)");
}

/** Adds the options of {@link SharedOptions} to a command. */
export function withSharedOptions(
    command: Command,
    formats: readonly string[] = OUTPUT_FORMATS,
): Command {
    return withStackOptions(command).addOption(
        new Option("--output <format>", "how to print what is found")
            .choices(formats)
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
