import { createInterface } from "node:readline";
import { execa } from "execa";
import type { Build } from "./cache";
import { goEnvironment } from "./go";
import { readGoLine, type Progress } from "./progress";

/** Programs that are built in one folder, from one go.mod. */
export interface ModuleFolder {
    /** Path below `sandbox/`. */
    readonly name: string;
    readonly folder: string;
    readonly packages: readonly string[];
    readonly withoutSumDatabase?: string;
}

/** Go asks for as many modules at a time as it sees cores; waiting for answers needs none. */
const AT_A_TIME = "16";

/** The folders of some builds, in their order. Pure. */
export function moduleFolders(builds: readonly Build[]): ModuleFolder[] {
    const folders = new Map<string, ModuleFolder>();
    for (const { part, folder } of builds) {
        const { module: name, withoutSumDatabase } = part;
        folders.set(name, {
            name,
            folder,
            packages: [...(folders.get(name)?.packages ?? []), part.package],
            ...(withoutSumDatabase !== undefined && { withoutSumDatabase }),
        });
    }
    return [...folders.values()];
}

/**
 * Fetches what some builds are made of, folder after folder, until `signal` ends it.
 *
 * Compiling takes all cores and fetching next to none, so the modules of the next programs come while one is
 * compiled. Two `go` commands that want the same module fetch it once.
 */
export async function fetchModules(
    builds: readonly Build[],
    progress: Progress,
    signal: AbortSignal,
): Promise<void> {
    const folders = moduleFolders(builds);
    let modules = 0;
    for (const [index, folder] of folders.entries()) {
        const now = { folder: folder.name, number: index + 1, of: folders.length };
        progress.fetching = { ...now, modules };
        await fetchFolder(folder, signal, (last) => {
            progress.fetching = { ...now, modules: ++modules, last };
        });
    }
    progress.fetching = undefined;
}

/**
 * `go list` fetches what the packages import; `go mod download` would take what tests of theirs
 * need too. A failure is left to the build, which tries again and says what is wrong.
 */
async function fetchFolder(
    { folder, packages, withoutSumDatabase }: ModuleFolder,
    signal: AbortSignal,
    onModule: (module: string) => void,
): Promise<void> {
    const run = execa("go", ["list", "-e", "-deps", "-f", "{{.Name}}", ...packages], {
        cwd: folder,
        env: { ...goEnvironment(withoutSumDatabase), GOMAXPROCS: AT_A_TIME },
        reject: false,
        signal,
    });
    if (run.stderr !== null) {
        createInterface(run.stderr).on("line", (line) => {
            const told = readGoLine(line);
            if (told?.kind === "fetched") onModule(told.what);
        });
    }
    await run;
}
