import { existsSync, readFileSync, realpathSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { replaceFile } from "../replaceFile";

/** The text of a stack's configuration; empty where there is no such file. */
export function readStackFile(path: string): string {
    return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/**
 * Puts a text in the place of another, whole or not at all. False where somebody else has written it
 * since `before` was read.
 */
export function replaceStackFile(path: string, before: string, text: string): boolean {
    if (readStackFile(path) !== before) return false;
    const target = existsSync(path) ? realpathSync(path) : path;
    replaceFile(target, text);
    return true;
}

/** A path as it is written in a stack: from the project's folder, or the home folder, where it is in one. */
export function writtenPath(
    path: string,
    { projectDir, homeDir }: { readonly projectDir: string; readonly homeDir: string },
): string {
    if (path.startsWith("~/") || !isAbsolute(path)) return path;
    for (const [folder, prefix] of [
        [projectDir, ""],
        [homeDir, "~/"],
    ] as const) {
        const below = relative(folder, path);
        if (below !== "" && !below.startsWith("..") && !isAbsolute(below)) return prefix + below;
    }
    return path;
}
