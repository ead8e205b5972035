import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file whole or not at all, and not when it already says so.
 *
 * containerd watches its CNI folder: a file that is empty for a moment made running nodes NotReady for 10 s.
 */
export async function writeConfig(file: string, text: string): Promise<void> {
    if ((await readFile(file, "utf8").catch(() => undefined)) === text) return;
    await mkdir(dirname(file), { recursive: true });
    const unfinished = `${dirname(file)}.${String(process.pid)}.new`;
    await writeFile(unfinished, text);
    await rename(unfinished, file);
}
