import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import type { Settings } from "../settings/settings";
import { lookForCharts, lookForCli, lookForImages, type Ask } from "./lookFor";
import { describeMissing, isFound, type Found, type NotFound } from "./missing";
import { outsideVersion, type OutsideVersion } from "./versions";

/** A version that is given from outside, with its parts. */
export interface GivenLinkerd {
    readonly version: OutsideVersion;
    readonly folder: string;
    /** Charts by name: an archive, a folder, or undefined where the repository has it. */
    readonly charts: ReadonlyMap<string, string | undefined>;
    /** Images by full name: a docker archive, or undefined where the registry has it. */
    readonly images: ReadonlyMap<string, string | undefined>;
    /** Path of the CLI. */
    readonly cli: string;
}

const recordSchema = z.object({ linkerd: z.string(), folder: z.string() });

/** The version and the folder that {@link findLinkerd} last found everything of: later commands need not say it again. */
export async function lastLinkerd(
    settings: Settings,
): Promise<z.infer<typeof recordSchema> | undefined> {
    if (!existsSync(recordFile(settings))) return undefined;
    return recordSchema.parse(JSON.parse(await readFile(recordFile(settings), "utf8")));
}

function recordFile({ stateDir }: Settings): string {
    return join(stateDir, "linkerd.json");
}

/** Looks for the parts of a version. Throws one message about everything that is missing. */
export async function findLinkerd(
    settings: Settings,
    linkerd: string,
    folder: string,
    ask: Ask = askWithCurl,
): Promise<GivenLinkerd> {
    const version = outsideVersion(linkerd);
    const files = existsSync(folder)
        ? (await readdir(folder, { recursive: true })).sort().map((file) => join(folder, file))
        : [];
    const [charts, images, cli] = await Promise.all([
        lookForCharts(version, files, ask),
        lookForImages(version, files, ask),
        lookForCli(version, files, join(settings.stateDir, "bin")),
    ]);
    const inside = relative(settings.projectDir, folder);
    const short = inside.startsWith("..") ? folder : inside;
    const missing = describeMissing(version, { folder: short, charts, images, cli }, process.arch);
    if (missing !== undefined || !isFound(cli)) throw new Error(missing);
    await mkdir(settings.stateDir, { recursive: true });
    await writeFile(recordFile(settings), JSON.stringify({ linkerd, folder }));
    return { version, folder, charts: paths(charts), images: paths(images), cli: cli.path };
}

function paths(parts: Readonly<Record<string, Found | NotFound>>): Map<string, string | undefined> {
    return new Map(
        Object.entries(parts).map(([name, part]) => [name, "path" in part ? part.path : undefined]),
    );
}

/** curl takes the proxies of the environment, as helm and image-builder will; Node.js does not. */
async function askWithCurl(url: string, ...statuses: readonly string[]): Promise<Found | NotFound> {
    const { exitCode, stdout, stderr } = await execa(
        "curl",
        [
            ...["--silent", "--show-error", "--location", "--max-time", "10"],
            ...["--output", "/dev/null", "--write-out", "%{http_code}", url],
        ],
        { reject: false },
    );
    if (exitCode !== 0) {
        return { because: `${url}: ${stderr.replace(/^curl: \(\d+\) /, "").trim()}` };
    }
    return statuses.includes(stdout) ? { from: url } : { because: `${url} answers ${stdout}` };
}
