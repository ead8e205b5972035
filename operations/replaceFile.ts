import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/**
 * Puts a text in the place of a file, whole or not at all: whoever opens it never sees half of it. Who may
 * read the file stays as it was.
 */
export function replaceFile(path: string, text: string): void {
    const unfinished = `${path}.${String(process.pid)}.new`;
    try {
        const mode = statSync(path, { throwIfNoEntry: false })?.mode;
        writeFileSync(unfinished, text, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
        renameSync(unfinished, path);
    } finally {
        rmSync(unfinished, { force: true });
    }
}
