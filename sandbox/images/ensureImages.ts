import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GivenLinkerd } from "../linkerd/findLinkerd";
import { isImageArchive } from "../linkerd/lookFor";
import type { Settings } from "../settings/settings";
import { machine } from "../system/machine";
import type { Toolchain } from "../toolchain/toolchain";
import { ImageBuilder } from "./builder";
import { catalog } from "./catalog";
import { chooseImages, toPull, type ImageSource } from "./choose";
import { imageSpec } from "./spec";

/** An image of the sandbox as a docker archive. */
export interface ImageArchive {
    /** Full reference that the charts ask for. */
    readonly name: string;
    /** Path of the docker archive. */
    readonly archive: string;
    readonly source: ImageSource;
}

/** Time within which a registry must describe an image; lost once on a machine without internet. */
const PULL_WAIT = "3s";

/** The same for images that nothing here can take the place of. */
const OUTSIDE_PULL_WAIT = "30s";

/**
 * Sees to it that there is an archive for every image that the clusters ask for.
 *
 * Order of preference: an archive in the operator's image folder, for stand-ins a pull of the real
 * image, a build from the toolchain's programs.
 */
export async function ensureImages(
    settings: Settings,
    toolchain: Pick<Toolchain, "bin">,
    linkerd?: GivenLinkerd,
): Promise<ImageArchive[]> {
    const builder = new ImageBuilder(toolchain.bin);
    const folder = join(settings.cacheDir, "images");
    const folders = new Set([
        settings.imageDir,
        ...(linkerd === undefined ? [] : [linkerd.folder]),
    ]);
    const own = await Promise.all([...folders].map(archivesIn));
    const given = await builder.list(own.flat());
    const wanted = toPull(catalog, given).map(({ name }) => name);
    const choices = chooseImages(catalog, given, await pullOnce(settings, builder, folder, wanted));

    const toBuild = choices.flatMap(({ archive, image }) => (archive === undefined ? [image] : []));
    const sources = { bin: toolchain.bin, arch: process.arch };
    const specs = toBuild.map((image) => imageSpec(image, sources));
    const built = await builder.build(folder, specs);
    const archives = choices.map(({ image: { name }, source, archive }) => {
        const path = archive ?? built.get(name);
        if (path === undefined) throw new Error(`image-builder made no archive of ${name}`);
        return { name, archive: path, source };
    });
    if (linkerd !== undefined) archives.push(...(await outsideImages(builder, folder, linkerd)));
    await mkdir(settings.stateDir, { recursive: true });
    await writeFile(recordFile(settings), JSON.stringify(archives, undefined, 2));
    return archives;
}

/** The images of a version that was given: those in its folder, and those that its registry has. */
async function outsideImages(
    builder: ImageBuilder,
    folder: string,
    { images, folder: from }: GivenLinkerd,
): Promise<ImageArchive[]> {
    const absent = [...images].flatMap(([name, path]) => (path === undefined ? [name] : []));
    const { architecture } = machine(process.arch);
    const pulled = await builder.pull(folder, OUTSIDE_PULL_WAIT, architecture, absent);
    const failed = absent.filter((name) => !pulled.has(name));
    if (failed.length > 0) {
        throw new Error(
            `The registry answers, but does not give ${failed.join(" and ")}: put docker archives into ${from}`,
        );
    }
    return [...images].map(([name, path]) => ({
        name,
        archive: path ?? pulled.get(name) ?? "",
        source: path === undefined ? "pulled" : "folder",
    }));
}

/** The images of the last {@link ensureImages}, for `status`; none before the first. */
export async function lastImages(settings: Settings): Promise<ImageArchive[]> {
    if (!existsSync(recordFile(settings))) return [];
    return JSON.parse(await readFile(recordFile(settings), "utf8")) as ImageArchive[];
}

function recordFile(settings: Settings): string {
    return join(settings.stateDir, "images.json");
}

async function archivesIn(folder: string): Promise<string[]> {
    if (!existsSync(folder)) return [];
    const files = await readdir(folder);
    return files
        .filter(isImageArchive)
        .sort()
        .map((file) => join(folder, file));
}

/**
 * Pulls what can be pulled, and after a failure does not try that image again until the state folder
 * is removed: a warm start would otherwise wait for registries that cannot be reached.
 */
async function pullOnce(
    settings: Settings,
    builder: ImageBuilder,
    folder: string,
    names: readonly string[],
): Promise<Map<string, string>> {
    const file = join(settings.stateDir, "images-not-pulled.json");
    const failed = existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as string[]) : [];
    const tried = names.filter((name) => !failed.includes(name));
    const { architecture } = machine(process.arch);
    const pulled = await builder.pull(folder, PULL_WAIT, architecture, tried);
    const missing = tried.filter((name) => !pulled.has(name));
    if (missing.length > 0) {
        await mkdir(settings.stateDir, { recursive: true });
        await writeFile(file, JSON.stringify([...failed, ...missing], undefined, 2));
    }
    return pulled;
}
