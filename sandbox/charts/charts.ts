import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { GivenLinkerd } from "../linkerd/findLinkerd";
import type { Settings } from "../settings/settings";
import { moduleFiles } from "../toolchain/key";
import { LINKERD_MODULE, LINKERD_TAG } from "../toolchain/parts";
import type { Toolchain } from "../toolchain/toolchain";
import { copyWritable, stampFile } from "./copy";
import { addOutsideCharts } from "./outside";
import { CHARTS, chartsKey, PARTIALS, STANDIN_CHARTS, STANDINS, type ChartSource } from "./sources";

/** Changes whenever this file packages in another way, so that no cache answers with the old result. */
const RECIPE = "1";

/** Folder that the chart repository serves. */
export function chartFolder({ stateDir }: Settings): string {
    return join(stateDir, "charts");
}

/**
 * Packages the charts with an index.yaml into the state folder.
 *
 * As Linkerd's own release does, and beside its charts the stand-ins for others; only the timestamps that helm puts into the archives are cut, so that
 * the same sources give the same archive.
 */
export async function ensureCharts(
    settings: Settings,
    toolchain: Toolchain,
    linkerd?: GivenLinkerd,
): Promise<void> {
    const helm = join(toolchain.bin, "helm");
    const moduleDir = await toolchain.moduleDir(LINKERD_MODULE);
    const helmVersion = toolchain.parts.find((part) => part.name === "helm")?.from ?? "";
    const standinDir = join(settings.projectDir, STANDINS);
    const standins = moduleFiles(standinDir);
    const key = chartsKey({ moduleDir, helmVersion, recipe: RECIPE, standins });
    const cached = join(settings.cacheDir, "charts", key);
    if (!existsSync(cached)) {
        const made = `${cached}.${String(process.pid)}`;
        const work = join(made, "work");
        await rm(made, { recursive: true, force: true });
        await mkdir(work, { recursive: true });
        for (const chart of CHARTS) {
            await copyChart(moduleDir, chart, join(work, chart.name));
            await packageChart(helm, work, chart, chart.tagged ? LINKERD_TAG : undefined);
        }
        for (const chart of STANDIN_CHARTS) {
            await copyWritable(join(standinDir, chart.folder), join(work, chart.name));
            await packageChart(helm, work, chart);
        }
        await rm(work, { recursive: true });
        await execa(helm, ["repo", "index", "."], { cwd: made });
        await rename(made, cached);
    }
    const target = chartFolder(settings);
    await rm(target, { recursive: true, force: true });
    await cp(cached, target, { recursive: true });
    if (linkerd !== undefined) await addOutsideCharts(helm, target, linkerd);
}

/** A chart of Linkerd as its release has it. */
async function copyChart(moduleDir: string, chart: ChartSource, target: string): Promise<void> {
    await copyWritable(join(moduleDir, chart.folder), target);
    await copyWritable(join(moduleDir, PARTIALS), join(target, "charts", "partials"));
    await stampFile(join(target, "values.yaml"), LINKERD_TAG);
}

/** Packages the chart that lies in `work` under its name, into the folder above. */
async function packageChart(
    helm: string,
    work: string,
    { name, version }: { readonly name: string; readonly version: string },
    appVersion?: string,
): Promise<void> {
    const tag = appVersion === undefined ? [] : ["--app-version", appVersion];
    await execa(helm, ["package", ...tag, "--destination", work, join(work, name)]);

    const archive = `${name}-${version}.tgz`;
    const unpacked = join(work, "unpacked", name);
    await mkdir(unpacked, { recursive: true });
    await execa("tar", ["-xzf", join(work, archive), "-C", unpacked]);
    const fixed = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
    const tar = join(work, `${name}.tar`);
    await execa("tar", [...fixed, "-cf", tar, "-C", unpacked, name]);
    await execa("gzip", ["--no-name", "--best", tar]);
    await rename(`${tar}.gz`, join(dirname(work), archive));
}
