import { join } from "node:path";
import { parseCommandLine, USAGE, type Command, type CommandLine } from "./commandLine";
import { readSettings, type Settings } from "./settings/settings";
import { sandboxStatus } from "./status";
import { resetSandbox, stopSandbox } from "./stop";
import { requireRoot } from "./system/ensurePackages";
import { withSystemFolders } from "./system/path";
import { up } from "./up";

type Run = (settings: Settings, line: CommandLine) => Promise<void>;

const RUN: Record<Command, Run> = {
    up: async (settings, line) => {
        const { clusters = settings.clusters } = line;
        console.log(await up({ ...settings, clusters }, line));
    },
    down: async (settings) => {
        await stopSandbox(settings);
        console.log("The sandbox is down; nothing of it runs on this machine.");
    },
    reset: async (settings) => {
        await resetSandbox(settings);
        console.log(`The sandbox is gone, with ${settings.stateDir}; the cache stays.`);
    },
    status: async (settings) => {
        console.log(await sandboxStatus(settings));
    },
};

async function main(args: readonly string[]): Promise<void> {
    const line = parseCommandLine(args);
    if (line.help) {
        console.log(USAGE);
        return;
    }
    process.env["PATH"] = withSystemFolders(process.env["PATH"]);
    const settings = readSettings(join(__dirname, ".."), process.env);
    if (line.command !== "status") requireRoot(["npm run sandbox --", ...args].join(" "));
    await RUN[line.command](settings, line);
}

main(process.argv.slice(2)).catch((error: unknown) => {
    // JavaScript's own errors are mistakes of the sandbox; all others are written for the operator.
    const mistake = error instanceof TypeError || error instanceof ReferenceError;
    console.error(error instanceof Error && !mistake ? error.message : error);
    process.exitCode = 1;
});
