import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import type { GivenLinkerd } from "../linkerd/findLinkerd";
import { EDGE_REPOSITORY } from "../linkerd/versions";
import { commandFailure } from "../system/commandFailure";
import { copyWritable, stampFile } from "./copy";

/** What a chart's Chart.yaml says of the subcharts that lie beside it in Linkerd's sources. */
interface Subcharts {
    readonly dependencies?: readonly { readonly name: string; readonly repository?: string }[];
}

/** Puts the charts of a version that was given into the folder that is served. */
export async function addOutsideCharts(
    helm: string,
    target: string,
    { version, charts }: GivenLinkerd,
): Promise<void> {
    for (const [name, path] of charts) {
        if (path === undefined) await pull(helm, name, version.chart, target);
        else if (path.endsWith(".tgz")) await copyFile(path, join(target, basename(path)));
        else await packageFolder(helm, path, name, target, version);
    }
    await execa(helm, ["repo", "index", "."], { cwd: target });
}

async function pull(helm: string, name: string, version: string, target: string): Promise<void> {
    const from = ["--repo", EDGE_REPOSITORY, "--version", version, "--destination", target];
    try {
        await execa(helm, ["pull", name, ...from], { timeout: 60_000 });
    } catch (error) {
        const said = commandFailure(error)?.stderr.trim() ?? String(error);
        throw new Error(
            `The chart ${name} ${version} did not come from ${EDGE_REPOSITORY}: ${said}\n` +
                `Put ${name}-${version}.tgz into the folder of --linkerd-from.`,
            { cause: error },
        );
    }
}

/** A folder may be packaged already, or lie in Linkerd's sources: without version, and its subcharts beside it. */
async function packageFolder(
    helm: string,
    path: string,
    name: string,
    target: string,
    { linkerd, chart }: GivenLinkerd["version"],
): Promise<void> {
    const work = join(target, "work");
    const copy = join(work, name);
    await mkdir(work, { recursive: true });
    await copyWritable(path, copy);
    const { dependencies = [] } = parse(
        await readFile(join(copy, "Chart.yaml"), "utf8"),
    ) as Subcharts;
    for (const { name: subchart, repository = "" } of dependencies) {
        if (!repository.startsWith("file://")) continue;
        const beside = join(path, repository.slice("file://".length));
        await copyWritable(beside, join(copy, "charts", subchart)).catch(() => undefined);
    }
    await stampFile(join(copy, "values.yaml"), linkerd);
    const named = ["--version", chart, "--app-version", linkerd];
    try {
        await execa(helm, ["package", ...named, "--destination", target, copy]);
    } catch (error) {
        const said = commandFailure(error)?.stderr.trim() ?? String(error);
        throw new Error(`helm does not package ${path}: ${said}`, { cause: error });
    }
    await rm(work, { recursive: true });
}
