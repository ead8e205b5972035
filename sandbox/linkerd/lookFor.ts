import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { commandFailure } from "../system/commandFailure";
import { findOnPath } from "../system/path";
import { isFound, type Found, type NotFound } from "./missing";
import {
    cliNames,
    EDGE_REPOSITORY,
    isOutsideChart,
    OUTSIDE_CHARTS,
    REGISTRY,
    SOURCE_VERSION,
    type OutsideVersion,
} from "./versions";

type Parts = Record<string, Found | NotFound>;

/** Says whether a place answers with one of some HTTP statuses. */
export type Ask = (url: string, ...statuses: readonly string[]) => Promise<Found | NotFound>;

/** Charts among some files, by name; the repository is asked about those that are not there. */
export async function lookForCharts(
    version: OutsideVersion,
    files: readonly string[],
    ask: Ask,
): Promise<Parts> {
    const parts: Parts = {};
    const others: string[] = [];
    for (const file of files) {
        const archive = OUTSIDE_CHARTS.find(
            (name) => basename(file) === `${name}-${version.chart}.tgz`,
        );
        if (archive !== undefined) parts[archive] = { path: file };
        if (basename(file) !== "Chart.yaml") continue;
        const chart = parse(await readFile(file, "utf8")) as { name?: string; version?: string };
        if (!isOutsideChart(chart.name)) continue;
        if ([version.chart, SOURCE_VERSION].includes(chart.version ?? "")) {
            parts[chart.name] ??= { path: dirname(file) };
        } else {
            others.push(`${dirname(file)} is ${String(chart.version)}`);
        }
    }
    const missing = OUTSIDE_CHARTS.filter((name) => parts[name] === undefined);
    const index = `${EDGE_REPOSITORY}/index.yaml`;
    return { ...parts, ...(await askAbout(missing, others, () => ask(index, "200"))) };
}

/** Images in the docker archives among some files, by name; their registry is asked about the others. */
export async function lookForImages(
    version: OutsideVersion,
    files: readonly string[],
    ask: Ask,
): Promise<Parts> {
    const parts: Parts = {};
    for (const file of files.filter(isImageArchive)) {
        for (const name of await namesIn(file)) {
            if (version.images.includes(name)) parts[name] = { path: file };
        }
    }
    const missing = version.images.filter((name) => parts[name] === undefined);
    const url = `https://${new URL(`https://${REGISTRY}`).host}/v2/`;
    return { ...parts, ...(await askAbout(missing, [], () => ask(url, "200", "401"))) };
}

async function askAbout(
    missing: readonly string[],
    reasons: readonly string[],
    ask: () => Promise<Found | NotFound>,
): Promise<Parts> {
    if (missing.length === 0) return {};
    const answer = await ask();
    const part = isFound(answer) ? answer : { because: [...reasons, answer.because].join("; ") };
    return Object.fromEntries(missing.map((name) => [name, part]));
}

/** Whether a file looks like a docker archive; packaged charts have such names too. */
export function isImageArchive(file: string): boolean {
    const name = basename(file);
    return /\.(tar|tar\.gz|tgz)$/.test(name) && !/^linkerd-[a-z-]+-\d[\d.]*\.tgz$/.test(name);
}

/** Names of the images in a docker archive; none when it is another kind of file. */
async function namesIn(archive: string): Promise<string[]> {
    const manifest = ["--occurrence=1", "-xOf", archive, "manifest.json"];
    const { exitCode, stdout } = await execa("tar", manifest, { reject: false });
    if (exitCode !== 0) return [];
    const images = JSON.parse(stdout) as { RepoTags?: string[] | null }[];
    return images.flatMap(({ RepoTags }) => RepoTags ?? []);
}

/** The CLI among some files or on PATH, not in `ownBin`. */
export async function lookForCli(
    version: OutsideVersion,
    files: readonly string[],
    ownBin: string,
): Promise<{ readonly path: string } | NotFound> {
    const names = cliNames(version, process.arch);
    const onPath = findOnPath("linkerd", process.env["PATH"] ?? "", ownBin);
    const candidates = files.filter((file) => names.includes(basename(file)));
    const reasons: string[] = [];
    for (const path of [...candidates, ...(onPath === undefined ? [] : [onPath])]) {
        try {
            const { stdout } = await execa(path, ["version", "--client", "--short"]);
            if (stdout.trim() === version.linkerd) return { path };
            reasons.push(`${path} says ${stdout.trim()}`);
        } catch (error) {
            const { code, shortMessage = String(error) } = commandFailure(error) ?? {};
            reasons.push(
                code === "EACCES"
                    ? `${path} is not executable`
                    : (shortMessage.split("\n")[0] ?? ""),
            );
        }
    }
    return { because: reasons.join("; ") };
}
