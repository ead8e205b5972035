import {
    copyFile,
    cp,
    mkdir,
    readdir,
    readFile,
    rename,
    rm,
    stat,
    writeFile,
} from "node:fs/promises";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { z } from "zod";
import { commandFailure } from "../system/commandFailure";
import { downloadModule, goEnvironment } from "./go";
import type { Part } from "./part";
import { readGoLine } from "./progress";

/** What is known of a finished build. */
export interface BuildRecord {
    /** Go module and version, or the folder of our own code. */
    readonly from: string;
    /** How long the build took on this machine. */
    readonly seconds: number;
    readonly bytes: number;
}

/** One build that is to be in the cache. */
export interface Build {
    readonly part: Part;
    /** Folder of the Go module. */
    readonly folder: string;
    readonly key: string;
    readonly ldflags: string;
    readonly from: string;
}

const recordSchema = z.object({ from: z.string(), seconds: z.number(), bytes: z.number() });

/**
 * Built programs by content: `CACHE/toolchain/KEY/NAME`, with `build.json` beside each.
 *
 * A build is made in a folder of its own and renamed when it is complete, so that an interrupted one
 * leaves nothing that looks finished; the programs before it stay.
 */
export class BuildCache {
    readonly #root: string;

    constructor(cacheDir: string) {
        this.#root = join(cacheDir, "toolchain");
    }

    /** Path of a built program, whether or not it is there. */
    public program({ key, part }: Pick<Build, "key" | "part">): string {
        return join(this.#root, key, part.name);
    }

    /** The record of a finished build, or undefined. */
    public async find({ key }: Pick<Build, "key">): Promise<BuildRecord | undefined> {
        try {
            const text = await readFile(join(this.#root, key, "build.json"), "utf8");
            return recordSchema.parse(JSON.parse(text));
        } catch {
            return undefined;
        }
    }

    /** Removes what interrupted builds left. Only the holder of the lock may. */
    public async sweep(): Promise<void> {
        await mkdir(this.#root, { recursive: true });
        for (const entry of await readdir(this.#root)) {
            if (entry.startsWith("building-")) {
                await rm(join(this.#root, entry), { recursive: true, force: true });
            }
        }
    }

    /** Builds one program into the cache; `onPackage` is called for each package that is compiled. */
    public async build(build: Build, onPackage: () => void): Promise<BuildRecord> {
        const { part, folder, key, ldflags, from } = build;
        const work = join(this.#root, `building-${key}`);
        await mkdir(work, { recursive: true });
        const started = performance.now();
        const program = join(work, part.name);
        const overlay = await writeOverlay(build, work);
        const modfile = await writeRepairs(build, work);
        try {
            const run = execa(
                "go",
                [
                    "build",
                    "-v",
                    // The linkerd CLI finds its charts by the source path that -trimpath would cut.
                    "-buildvcs=false",
                    ...(overlay === undefined ? [] : ["-overlay", overlay]),
                    ...(modfile === undefined ? [] : ["-modfile", modfile]),
                    ...["-ldflags", ldflags, "-o", program, part.package],
                ],
                { cwd: folder, env: goEnvironment(part.withoutSumDatabase) },
            );
            if (run.stderr !== null) {
                createInterface(run.stderr).on("line", (line) => {
                    if (readGoLine(line)?.kind === "compiled") onPackage();
                });
            }
            await run;
        } catch (error) {
            const failure = commandFailure(error);
            if (failure === undefined) throw error;
            throw new Error(describeFailure(part, folder, failure.stderr), { cause: error });
        }
        await rm(repairedModule(work), { recursive: true, force: true });
        const seconds = Math.round((performance.now() - started) / 100) / 10;
        const record = { from, seconds, bytes: (await stat(program)).size };
        await writeFile(join(work, "build.json"), JSON.stringify(record));
        await rm(join(this.#root, key), { recursive: true, force: true });
        await rename(work, join(this.#root, key));
        return record;
    }
}

/** An overlay puts files of another module beside our code without writing into the checkout. */
async function writeOverlay({ part, folder }: Build, work: string): Promise<string | undefined> {
    if (part.embeds === undefined || part.source === undefined) return undefined;
    const module = await downloadModule(folder, part.source, part.withoutSumDatabase);
    const replace: Record<string, string> = {};
    for (const [ours, theirs] of Object.entries(part.embeds)) {
        for (const path of await filesBelow(join(module, theirs))) {
            replace[join(folder, ours, path)] = join(module, theirs, path);
        }
    }
    const file = join(work, "overlay.json");
    await writeFile(file, JSON.stringify({ Replace: replace }));
    return file;
}

/**
 * A copy of the part's module with its repairs, and a go.mod that takes it: an overlay may not
 * replace files of the module cache.
 */
async function writeRepairs({ part, folder }: Build, work: string): Promise<string | undefined> {
    if (part.repairs === undefined || part.source === undefined) return undefined;
    const module = await downloadModule(folder, part.source, part.withoutSumDatabase);
    const copy = repairedModule(work);
    await rm(copy, { recursive: true, force: true });
    await cp(module, copy, { recursive: true });
    await execa("chmod", ["-R", "u+w", copy]);
    for (const { file, changes } of part.repairs) {
        const path = join(copy, file);
        await writeFile(path, repair(await readFile(path, "utf8"), file, changes));
    }
    const modfile = join(work, "go.mod");
    await copyFile(join(folder, "go.mod"), modfile);
    await copyFile(join(folder, "go.sum"), join(work, "go.sum"));
    await execa("go", ["mod", "edit", `-replace=${part.source}=${copy}`, modfile]);
    return modfile;
}

function repairedModule(work: string): string {
    return join(work, "repaired");
}

/** `text` with every change made; a change whose old text is not there once is an error. */
function repair(
    text: string,
    file: string,
    changes: readonly (readonly [before: string, after: string])[],
): string {
    return changes.reduce((source, [before, after]) => {
        if (source.split(before).length !== 2) {
            throw new Error(`${file} does not contain exactly once: ${before}`);
        }
        return source.replace(before, () => after);
    }, text);
}

/** Paths of the files in a folder, relative to it; of a file the empty path. */
async function filesBelow(path: string): Promise<string[]> {
    if (!(await stat(path)).isDirectory()) return [""];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(path, join(entry.parentPath, entry.name)));
}

function describeFailure(part: Part, folder: string, stderr: string): string {
    const lines = stderr.split("\n").filter((line) => readGoLine(line) === undefined);
    return (
        `Building ${part.name} failed. Its module is ${folder}, its package ${part.package}; ` +
        `the end of what go build says:\n${lines.join("\n").trimEnd().split("\n").slice(-15).join("\n")}`
    );
}
