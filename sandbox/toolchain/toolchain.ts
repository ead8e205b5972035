import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Settings } from "../settings/settings";
import { BuildCache, type Build } from "./cache";
import { ensureBuilds, type Built } from "./ensureBuilds";
import { downloadModule, goVersion } from "./go";
import { findInstalledPulumi, type InstalledPulumi, type ToolchainMode } from "./installedPulumi";
import { cacheKey, moduleFiles } from "./key";
import type { Part } from "./part";
import { PARTS, partFrom } from "./parts";
import {
    placeDynamicProvider,
    placeLanguageHost,
    placeProgram,
    pluginOf,
    pluginProgram,
    readPinnedPlugins,
} from "./pulumiHome";
import { linkerFlags, requiredVersion } from "./versions";

/** One program as `status` tells about it. */
export interface ToolchainPart {
    readonly name: string;
    /** Go module with version, our own folder, or `installed` with its version. */
    readonly from: string;
    readonly standin: boolean;
    /** What differs from the official program. */
    readonly differs?: string;
    /** How long building it took on this machine. */
    readonly seconds: number;
    /** Whether this run found it in the cache. */
    readonly cached: boolean;
}

/** All programs of the sandbox, ready to run. */
export interface Toolchain {
    /** Folder with every program under its name in parts.ts. */
    readonly bin: string;
    /** The Pulumi CLI. */
    readonly pulumi: string;
    /** `PULUMI_HOME` with the plugins that package.json pins. */
    readonly pulumiHome: string;
    readonly parts: readonly ToolchainPart[];
    /** Folder with the sources of a Go module that a part is built from: `go.universe.tf/metallb` or just `metallb`. */
    moduleDir(name: string): Promise<string>;
}

/** Finds or builds every program; a second run with the same sources builds nothing. */
export async function ensureToolchain(
    settings: Settings,
    mode: ToolchainMode,
    report: (line: string) => void,
): Promise<Toolchain> {
    const plugins = await readPinnedPlugins(settings.projectDir);
    const bin = join(settings.stateDir, "bin");
    const installedHome = { home: join(settings.cacheDir, "pulumi-home"), ownBin: bin };
    const installed = await findInstalledPulumi(mode, installedHome, plugins, report);
    const parts = installed === undefined ? PARTS : PARTS.filter((part) => part.pulumi !== true);
    const builds = await planBuilds(settings, parts);
    const cache = new BuildCache(settings.cacheDir);
    const built = await ensureBuilds(settings.cacheDir, cache, builds, report);

    const builtHome = join(settings.stateDir, "pulumi-home");
    await mkdir(bin, { recursive: true });
    for (const build of builds) {
        const plugin = pluginOf(build.part, plugins);
        const target =
            plugin === undefined
                ? join(bin, build.part.name)
                : join(builtHome, pluginProgram(plugin));
        await placeProgram(cache.program(build), target);
    }
    if (installed === undefined) {
        await placeDynamicProvider(settings.projectDir, bin);
        await placeLanguageHost(settings.projectDir, bin);
    }
    const toolchain: Toolchain = {
        bin,
        pulumi: installed?.program ?? join(bin, "pulumi"),
        pulumiHome: installed?.home ?? builtHome,
        parts: [...built.map(describePart), ...installedParts(installed)],
        moduleDir: (name) => {
            const { module, source, withoutSumDatabase } = partFrom(PARTS, name);
            const folder = join(settings.projectDir, "sandbox", module);
            return downloadModule(folder, source, withoutSumDatabase);
        },
    };
    await writeFile(recordFile(settings), JSON.stringify(toolchain.parts, undefined, 2));
    return toolchain;
}

/** The programs of the last {@link ensureToolchain}, for `status`; none before the first. */
export async function lastToolchain(settings: Settings): Promise<ToolchainPart[]> {
    try {
        return JSON.parse(await readFile(recordFile(settings), "utf8")) as ToolchainPart[];
    } catch {
        return [];
    }
}

function recordFile({ stateDir }: Settings): string {
    return join(stateDir, "toolchain.json");
}

/** Works out the cache key of every part. */
async function planBuilds(settings: Settings, parts: readonly Part[]): Promise<Build[]> {
    const sandbox = join(settings.projectDir, "sandbox");
    const compiler = await goVersion(join(sandbox, "toolchain", "kubernetes"));
    return Promise.all(
        parts.map(async (part) => {
            const folder = join(sandbox, part.module);
            const goMod = await readFile(join(folder, "go.mod"), "utf8");
            const version =
                part.source === undefined ? undefined : requiredVersion(goMod, part.source);
            const ldflags = linkerFlags(part, version);
            const files = moduleFiles(folder);
            const key = cacheKey({ part, ldflags, goVersion: compiler, files });
            const from =
                part.source === undefined || version === undefined
                    ? `sandbox/${part.module}`
                    : `${part.source} ${version}`;
            return { part, folder, key, ldflags, from };
        }),
    );
}

function describePart({ build: { part, from }, record, cached }: Built): ToolchainPart {
    return {
        name: part.name,
        from,
        standin: part.standin === true,
        ...(part.differs === undefined ? {} : { differs: part.differs }),
        seconds: record.seconds,
        cached,
    };
}

function installedParts(installed: InstalledPulumi | undefined): ToolchainPart[] {
    if (installed === undefined) return [];
    const from = `installed ${installed.version} in ${dirname(installed.program)}`;
    return [{ name: "pulumi", from, standin: false, seconds: 0, cached: true }];
}
