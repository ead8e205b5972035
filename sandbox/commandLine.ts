import { parseArgs } from "node:util";
import { TOOLCHAIN_MODES, type ToolchainMode } from "./toolchain/installedPulumi";

/** What `npm run sandbox -- …` can be told to do. */
const COMMANDS = ["up", "down", "status", "reset"] as const;

/** One of {@link COMMANDS}. */
export type Command = (typeof COMMANDS)[number];

/** A command line, understood. */
export interface CommandLine {
    readonly command: Command;
    readonly toolchain: ToolchainMode;
    /** Whether `up` also runs the program. */
    readonly stack: boolean;
    readonly help: boolean;
}

/** Text of `--help`. */
export const USAGE = `npm run sandbox [-- COMMAND [FLAGS]]

  up       everything from a fresh clone to linked clusters, doctor and verify; what is there
           already stays (default)
  status   what runs, what it is made of, and what differs from the official programs
  down     stops and removes the clusters; programs, images and certificates stay
  reset    down, and removes the state folder too; the cache of built programs stays

  --toolchain auto|installed|built   where the Pulumi programs come from (up; default auto)
  --no-stack                         leave out "pulumi up", doctor and verify (up)
  --help                             this text

Environment, with defaults: SANDBOX_STATE=.sandbox SANDBOX_CACHE=~/.cache/linkerd-multicluster
  SANDBOX_IMAGES=.sandbox-images SANDBOX_PREFIX=lmc SANDBOX_RANGE=198.18.0.0/16
  SANDBOX_CLUSTERS=2 SANDBOX_NODES=3 SANDBOX_CHART_PORT=18879 SANDBOX_API_PORT=6443
  SANDBOX_KEYSTONE_PORT=15000 SANDBOX_NEUTRON_PORT=19696`;

/** Reads a command line. Throws one message about a word that it does not know. */
export function parseCommandLine(args: readonly string[]): CommandLine {
    const { values, positionals } = parse(args);
    const [command = "up", ...rest] = positionals;
    if (!isOneOf(COMMANDS, command)) {
        throw new Error(`"${command}" is no command; write one of ${COMMANDS.join(", ")}`);
    }
    if (rest.length > 0) {
        throw new Error(`"${rest.join(" ")}" is too much; write one command`);
    }
    const { toolchain = "auto" } = values;
    if (!isOneOf(TOOLCHAIN_MODES, toolchain)) {
        throw new Error(
            `--toolchain is "${toolchain}"; write one of ${TOOLCHAIN_MODES.join(", ")}`,
        );
    }
    const upOnly = [
        ...(values.toolchain === undefined ? [] : ["--toolchain"]),
        ...(values["no-stack"] === true ? ["--no-stack"] : []),
    ];
    if (command !== "up" && upOnly.length > 0) {
        throw new Error(`${upOnly.join(", ")} only goes with up, not with ${command}`);
    }
    return { command, toolchain, stack: values["no-stack"] !== true, help: values.help === true };
}

function parse(args: readonly string[]) {
    try {
        return parseArgs({
            args: [...args],
            allowPositionals: true,
            options: {
                toolchain: { type: "string" },
                "no-stack": { type: "boolean" },
                help: { type: "boolean", short: "h" },
            },
        });
    } catch (error) {
        const [first = ""] = (error instanceof Error ? error.message : String(error)).split(". ");
        throw new Error(`${first}. "npm run sandbox -- --help" lists the flags`, {
            cause: error,
        });
    }
}

function isOneOf<T extends string>(list: readonly T[], word: string): word is T {
    return (list as readonly string[]).includes(word);
}
