import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Settings } from "../settings";
import { LINKERD_MODULE, LINKERD_TAG } from "../toolchain/parts";
import type { Toolchain } from "../toolchain/toolchain";
import { CHARTS, chartsKey, PARTIALS, stampValues, type ChartSource } from "./sources";

/** Changes whenever this file packages in another way, so that no cache answers with the old result. */
const RECIPE = "1";

/** Folder that the chart repository serves. */
export function chartFolder({ stateDir }: Settings): string {
    return join(stateDir, "charts");
}

/**
 * Packages the charts with an index.yaml into the state folder.
 *
 * As Linkerd's own release does; only the timestamps that helm puts into the archives are cut, so that
 * the same sources give the same archive.
 */
export async function ensureCharts(settings: Settings, toolchain: Toolchain): Promise<void> {
    const helm = join(toolchain.bin, "helm");
    const module = await toolchain.moduleDir(LINKERD_MODULE);
    const helmVersion = toolchain.parts.find((part) => part.name === "helm")?.from ?? "";
    const key = chartsKey(module, helmVersion, RECIPE);
    const cached = join(settings.cacheDir, "charts", key);
    if (!existsSync(cached)) {
        const work = `${cached}.${String(process.pid)}`;
        await rm(work, { recursive: true, force: true });
        await mkdir(work, { recursive: true });
        for (const chart of CHARTS) await packageChart(helm, module, chart, work);
        await execa(helm, ["repo", "index", "."], { cwd: work });
        await rename(work, cached);
    }
    const target = chartFolder(settings);
    await rm(target, { recursive: true, force: true });
    await cp(cached, target, { recursive: true });
}

async function packageChart(helm: string, module: string, chart: ChartSource, target: string) {
    const work = join(target, "work");
    const folder = join(work, chart.name);
    await mkdir(work, { recursive: true });
    await copyWritable(join(module, chart.folder), folder);
    await copyWritable(join(module, PARTIALS), join(folder, "charts", "partials"));
    const values = join(folder, "values.yaml");
    await writeFile(values, stampValues(await readFile(values, "utf8")));
    const tag = chart.tagged ? ["--app-version", LINKERD_TAG] : [];
    await execa(helm, ["package", ...tag, "--destination", work, folder]);

    const archive = `${chart.name}-${chart.version}.tgz`;
    const unpacked = join(work, "unpacked");
    await mkdir(unpacked);
    await execa("tar", ["-xzf", join(work, archive), "-C", unpacked]);
    const fixed = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
    const tar = join(work, "chart.tar");
    await execa("tar", [...fixed, "-cf", tar, "-C", unpacked, chart.name]);
    await execa("gzip", ["--no-name", "--best", tar]);
    await rename(`${tar}.gz`, join(target, archive));
    await rm(work, { recursive: true });
}

/** Files in Go's module cache are read-only, and so would be their copies. */
async function copyWritable(from: string, to: string): Promise<void> {
    await cp(from, to, { recursive: true });
    await chmod(to, 0o755);
    for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
        await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
    }
}
