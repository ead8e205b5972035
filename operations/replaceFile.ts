import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Puts a text in the place of a file, whole or not at all: whoever opens it never sees half of it. */
export function replaceFile(path: string, text: string): void {
    const unfinished = `${path}.${String(process.pid)}.new`;
    try {
        writeFileSync(unfinished, text, { flag: "wx" });
        renameSync(unfinished, path);
    } finally {
        rmSync(unfinished, { force: true });
    }
}
