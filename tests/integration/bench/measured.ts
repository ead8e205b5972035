import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { pulumiEnvironment } from "../../../sandbox/stack/environment";
import { pulumiArguments } from "../../../sandbox/stack/pulumi";
import { stackConfigFile } from "../../../sandbox/stack/stackConfig";
import type { SandboxStack } from "../stack";

/** What one run of a command took; CPU and memory count the processes that it started, too. */
export interface Cost {
    /** Wall time, seconds. */
    readonly wall: number;
    /** User and system time, seconds. */
    readonly cpu?: number;
    /** Memory of the largest process, MiB. */
    readonly peak?: number;
}

/** Node.js knows no usage of its children; the sandbox has Python anyway. */
const WAIT = `
import json, resource, subprocess, sys, time
start = time.monotonic()
status = subprocess.call(sys.argv[2:])
wall = time.monotonic() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump({"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024}, file)
sys.exit(status)
`;

/** Runs a program on the sandbox's stack and measures it; throws with what it printed when it fails. */
async function measured(
    stack: SandboxStack,
    program: string,
    args: readonly string[],
): Promise<Cost> {
    const { settings } = stack;
    const file = join(settings.stateDir, "bench.json");
    const toolchain = { bin: stack.toolFolder, pulumiHome: stack.pulumiHome };
    await execa("python3", ["-c", WAIT, file, program, ...args], {
        cwd: settings.projectDir,
        env: pulumiEnvironment(settings, toolchain, process.env),
        stdin: "ignore",
    });
    const cost = JSON.parse(await readFile(file, "utf8")) as Cost;
    await rm(file);
    return cost;
}

/** One `pulumi` command. */
export function pulumiCost(stack: SandboxStack, ...args: readonly string[]): Promise<Cost> {
    return measured(stack, stack.tool("pulumi"), pulumiArguments(stack.settings, args));
}

/** One `npm run doctor` without npm, on a mesh in which it finds nothing. */
export function doctorCost(stack: SandboxStack): Promise<Cost> {
    const file = stackConfigFile(stack.settings);
    const cli = join("operations", "cli.mjs");
    return measured(stack, process.execPath, [cli, "doctor", "--config-file", file]);
}

/** Wall time of some work in this process. */
export async function wallTime(work: () => Promise<unknown>): Promise<Cost> {
    const started = performance.now();
    await work();
    return { wall: (performance.now() - started) / 1000 };
}
