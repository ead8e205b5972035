import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "./part";

/** Everything that decides what a build gives. */
export interface BuildInputs {
    readonly part: Part;
    readonly ldflags: string;
    /** What `go version` prints: compiler, operating system and architecture. */
    readonly goVersion: string;
    /** Contents of the module's folder by path. */
    readonly files: ReadonlyMap<string, string | Buffer>;
}

/**
 * Name of a build in the cache: the same inputs give the same name on every machine.
 *
 * Code from other modules needs no hashing of its own, since go.sum is one of the files.
 */
export function cacheKey({ part, ldflags, goVersion, files }: BuildInputs): string {
    const hash = createHash("sha256");
    const field = (content: string | Buffer) => {
        // With the length in front, two inputs cannot run into one another.
        hash.update(`${String(content.length)}:`).update(content);
    };
    for (const text of [part.package, ldflags, JSON.stringify(part.embeds ?? {}), goVersion]) {
        field(text);
    }
    if (part.repairs !== undefined) field(JSON.stringify(part.repairs));
    for (const path of [...files.keys()].sort()) {
        field(path);
        field(files.get(path) ?? "");
    }
    return `${part.name}-${hash.digest("hex").slice(0, 16)}`;
}

/** Reads every file of a module's folder that is no test. */
export function moduleFiles(folder: string): Map<string, Buffer> {
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith("_test.go"))
        .map((entry) => join(entry.parentPath, entry.name));
    return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}
