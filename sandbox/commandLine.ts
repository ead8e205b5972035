import { parseArgs } from "node:util";
import { outsideVersion } from "./linkerd/versions";
import { TOOLCHAIN_MODES, type ToolchainMode } from "./toolchain/installedPulumi";

/** What `npm run sandbox -- …` can be told to do. */
const COMMANDS = ["up", "down", "status", "reset"] as const;

/** Flags that only `up` takes. */
const UP_ONLY = ["toolchain", "no-stack", "clusters", "add", "linkerd", "linkerd-from"] as const;

/** One of {@link COMMANDS}. */
export type Command = (typeof COMMANDS)[number];

/** A command line, understood. */
export interface CommandLine {
    readonly command: Command;
    readonly toolchain: ToolchainMode;
    /** Whether `up` also runs the program. */
    readonly stack: boolean;
    /** How many clusters there shall be. */
    readonly clusters?: number;
    /** Whether a sandbox that is there may grow to them. */
    readonly add: boolean;
    /** Version of Linkerd that is given from outside. */
    readonly linkerd?: string;
    /** Folder with its parts. */
    readonly linkerdFrom?: string;
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
  --clusters NUMBER                  how many clusters, 2 to 9 (up; default those that are there)
  --add                              adds those that are missing to a sandbox that is there (up)
  --linkerd VERSION                  a Linkerd that no package registry has, edge-25.10.7 or
                                     edge-26.7.1, from parts that are given (up)
  --linkerd-from FOLDER              its charts, images and CLI (up; default SANDBOX_IMAGES)
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
    const upOnly = UP_ONLY.filter((flag) => values[flag] !== undefined).map((flag) => `--${flag}`);
    if (command !== "up" && upOnly.length > 0) {
        throw new Error(`${upOnly.join(", ")} only goes with up, not with ${command}`);
    }
    const { clusters } = values;
    if (clusters !== undefined && !/^[2-9]$/.test(clusters)) {
        throw new Error(`--clusters is "${clusters}"; write a number from 2 to 9`);
    }
    if (values.add === true && clusters === undefined) {
        throw new Error("--add only goes with --clusters, which says how many there shall be");
    }
    const { linkerd, "linkerd-from": linkerdFrom } = values;
    if (linkerd !== undefined) outsideVersion(linkerd);
    if (linkerd === undefined && linkerdFrom !== undefined) {
        throw new Error(
            "--linkerd-from only goes with --linkerd, which says what is in the folder",
        );
    }
    return {
        command,
        toolchain,
        stack: values["no-stack"] !== true,
        ...(clusters !== undefined && { clusters: Number(clusters) }),
        add: values.add === true,
        ...(linkerd !== undefined && { linkerd }),
        ...(linkerdFrom !== undefined && { linkerdFrom }),
        help: values.help === true,
    };
}

function parse(args: readonly string[]) {
    try {
        return parseArgs({
            args: [...args],
            allowPositionals: true,
            options: {
                toolchain: { type: "string" },
                "no-stack": { type: "boolean" },
                clusters: { type: "string" },
                add: { type: "boolean" },
                linkerd: { type: "string" },
                "linkerd-from": { type: "string" },
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
