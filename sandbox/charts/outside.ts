import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import type { GivenLinkerd } from "../linkerd/findLinkerd";
import { EDGE_REPOSITORY } from "../linkerd/versions";
import { commandFailure } from "../system/commandFailure";
import { copyWritable, stampFile } from "./copy";

/** What a chart says of the subcharts that lie beside it in Linkerd's sources. */
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
    // linkerd-multicluster is a chart of the first kind, which has its subcharts in a file of their own.
    for (const file of ["Chart.yaml", "requirements.yaml"]) {
        if (existsSync(join(copy, file))) await copySubcharts(join(copy, file), path, copy);
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

/** Copies the subcharts that a file names by their place; those that a packaged chart has stay. */
async function copySubcharts(file: string, from: string, to: string): Promise<void> {
    const { dependencies = [] } = parse(await readFile(file, "utf8")) as Subcharts;
    for (const { name, repository = "" } of dependencies) {
        if (!repository.startsWith("file://") || existsSync(join(to, "charts", name))) continue;
        await copyWritable(
            join(from, repository.slice("file://".length)),
            join(to, "charts", name),
        );
    }
}
