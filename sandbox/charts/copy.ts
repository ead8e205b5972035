import { chmod, cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stampValues } from "./sources";

/** Copies a folder. Files in Go's module cache are read-only, and so would be their copies. */
export async function copyWritable(from: string, to: string): Promise<void> {
    await cp(from, to, { recursive: true });
    await chmod(to, 0o755);
    for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
        await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
    }
}

/** Writes a version of Linkerd into a chart's values, as the release does. */
export async function stampFile(values: string, linkerd: string): Promise<void> {
    await writeFile(values, stampValues(await readFile(values, "utf8"), linkerd));
}
