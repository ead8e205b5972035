import { join } from "node:path";
import { withLock } from "../system/lock";
import type { BuildCache, Build, BuildRecord } from "./cache";
import { fetchModules } from "./fetchModules";
import type { Part } from "./part";
import { Progress } from "./progress";

/** A build that is in the cache. */
export interface Built {
    readonly build: Build;
    readonly record: BuildRecord;
    /** Whether it was there before. */
    readonly cached: boolean;
}

/** Builds what the cache lacks, one program after the other. */
export async function ensureBuilds(
    cacheDir: string,
    cache: BuildCache,
    builds: readonly Build[],
    report: (line: string) => void,
): Promise<Built[]> {
    const there = await findBuilds(cache, builds);
    if (there.length === builds.length) return there;
    const wait = (pid: number) => {
        report(`waiting for process ${String(pid)}, which builds into the same cache`);
    };
    return withLock(join(cacheDir, "toolchain.lock"), { wait }, async () => {
        await cache.sweep();
        // Another process may have built some while this one waited.
        const before = await findBuilds(cache, builds);
        const missing = builds.filter((build) => !before.some((other) => other.build === build));
        const made = await buildAll(cache, missing, report);
        return builds.flatMap((build) =>
            [...before, ...made].filter((other) => other.build === build),
        );
    });
}

async function findBuilds(cache: BuildCache, builds: readonly Build[]): Promise<Built[]> {
    const found = await Promise.all(
        builds.map(async (build) => ({ build, record: await cache.find(build), cached: true })),
    );
    return found.flatMap(({ record, ...rest }) =>
        record === undefined ? [] : { ...rest, record },
    );
}

async function buildAll(
    cache: BuildCache,
    builds: readonly Build[],
    report: (line: string) => void,
): Promise<Built[]> {
    report(announce(builds.map(({ part }) => part)));
    const progress = new Progress(report);
    const fetching = new AbortController();
    const fetched = fetchModules(builds, progress, fetching.signal);
    const built: Built[] = [];
    try {
        for (const [index, build] of builds.entries()) {
            const { name } = build.part;
            const now = { program: name, number: index + 1, of: builds.length, since: Date.now() };
            let packages = 0;
            progress.compiling = { ...now, packages };
            const record = await cache.build(build, () => {
                progress.compiling = { ...now, packages: ++packages };
            });
            report(`built ${name} in ${record.seconds.toFixed(1)} s`);
            built.push({ build, record, cached: false });
        }
    } finally {
        progress.stop();
        fetching.abort();
        await fetched;
    }
    return built;
}

/** What is about to be built, and how long that took where it was measured. */
function announce(parts: readonly Part[]): string {
    const seconds = parts.reduce((sum, part) => sum + (part.coldSeconds ?? 0), 0);
    const names = parts.map((part) => part.name).join(", ");
    const measured =
        seconds < 60
            ? ""
            : ` With nothing compiled before, this took ${String(Math.ceil(seconds / 60))} min on 2 cores.`;
    return (
        `${String(parts.length)} programs to build, once: ${names}.${measured} ` +
        "An interruption loses only the program being built."
    );
}
