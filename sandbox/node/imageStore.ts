import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Settings } from "../settings/settings";
import type { NodePaths } from "./paths";
import { nodesFolder } from "./paths";

/** An image as a docker archive, under the name that pods ask for. */
export interface NodeImage {
    readonly name: string;
    readonly archive: string;
}

/** Name and state of the archive of every image, to notice changes without reading the archives. */
export type ImageRecord = Readonly<Record<string, string>>;

/**
 * Imports archive $1 with the command that the other arguments start. Through standard input, so that the
 * archive's folder need not be visible inside a node, and through gzip, since ctr 1.6 reads plain archives
 * only; gzip passes those on as they are.
 */
const IMPORT =
    'archive=$1; shift; gzip -dcf "$archive" | "$@" ctr --namespace k8s.io images import -';

/** The record of a list of images. */
export async function recordImages(images: readonly NodeImage[]): Promise<ImageRecord> {
    const entries = await Promise.all(
        images.map(async ({ name, archive }) => {
            const { size, mtimeMs } = await stat(archive);
            return [name, `${archive} ${String(size)} ${String(mtimeMs)}`] as const;
        }),
    );
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Images of `wanted` that are missing or other in `present`. */
export function changedImages(
    images: readonly NodeImage[],
    wanted: ImageRecord,
    present: ImageRecord,
): NodeImage[] {
    return images.filter(({ name }) => wanted[name] !== present[name]);
}

/**
 * Makes a containerd folder with all images unpacked, once per list of images, and returns it.
 *
 * Nodes start from copies made of hard links: six imports of the same archives took more time than
 * everything else of a start together, and linked files share the page cache, so also memory.
 */
export async function ensureImageStore(
    settings: Settings,
    images: readonly NodeImage[],
    record: ImageRecord,
): Promise<string> {
    const key = createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 16);
    const folder = join(nodesFolder(settings), "images");
    const store = join(folder, key);
    if (existsSync(store)) return store;
    await rm(folder, { recursive: true, force: true });
    const unfinished = join(folder, "unfinished");
    await mkdir(unfinished, { recursive: true });
    const config = join(folder, "config.toml");
    await writeFile(config, storeConfig(unfinished));
    // Its own pid namespace: everything in it ends with it, also when this process is killed.
    await execa(
        "unshare",
        ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-eu"],
        { input: storeScript(config, images) },
    );
    await rename(unfinished, store);
    return store;
}

function storeConfig(root: string): string {
    return `version = 2
root = "${root}"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[debug]
  level = "warn"
[plugins."io.containerd.internal.v1.opt"]
  path = "${root}/opt"
`;
}

/** Starts containerd on its own /run, imports all archives, two at a time, and ends it. */
export function storeScript(config: string, images: readonly NodeImage[]): string {
    const archives = [...new Set(images.map(({ archive }) => archive))];
    return `mount -t tmpfs tmpfs /run
containerd --config '${config}' >/run/log 2>&1 &
daemon=$!
n=0
until ctr version >/dev/null 2>&1; do
    n=$((n + 1))
    if [ $n -gt 200 ]; then tail -n 5 /run/log >&2; exit 1; fi
    sleep 0.05
done
printf '%s\\0' ${archives.map((archive) => `'${archive}'`).join(" ")} |
    xargs -0 -r -n 1 -P 2 sh -c '${IMPORT}' sh >/dev/null
kill $daemon
wait $daemon || true
`;
}

/** Gives a node that has none yet its containerd folder. */
export async function cloneImageStore(store: string, paths: NodePaths): Promise<void> {
    if (existsSync(paths.containerd)) return;
    const unfinished = `${paths.containerd}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await execa("cp", ["--archive", "--link", store, unfinished]);
    // Databases are written in place: through a hard link every node would write into the same one.
    for (const file of await databases(unfinished)) {
        await execa("cp", [file, `${file}.own`]);
        await rename(`${file}.own`, file);
    }
    await rename(unfinished, paths.containerd);
}

async function databases(folder: string): Promise<string[]> {
    const plugins = await readdir(folder, { withFileTypes: true });
    const files: string[] = [];
    for (const plugin of plugins.filter((entry) => entry.isDirectory())) {
        const names = await readdir(join(folder, plugin.name));
        const own = names.filter((name) => name.endsWith(".db"));
        files.push(...own.map((name) => join(folder, plugin.name, name)));
    }
    return files;
}

/** What a node's containerd was given so far. */
export async function readImageRecord(paths: NodePaths): Promise<ImageRecord> {
    try {
        return JSON.parse(await readFile(paths.imageRecord, "utf8")) as ImageRecord;
    } catch {
        return {};
    }
}

/** Imports images into a running node. */
export async function importImages(paths: NodePaths, images: readonly NodeImage[]): Promise<void> {
    for (const archive of new Set(images.map((image) => image.archive))) {
        const enter = ["nsenter", `--mount=${paths.mountNamespace}`, "--"];
        await execa("sh", ["-c", IMPORT, "sh", archive, ...enter]);
    }
}
