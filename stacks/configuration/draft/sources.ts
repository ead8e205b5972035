import { dirname, resolve } from "node:path";
import type { ClusterDraft } from "./draft";
import {
    LONGEST_VALUE,
    quoted,
    storeSecret,
    type ConfigPath,
    type Problem,
} from "../types/problem";

/** What a configuration may name on the machine that runs the program. */
export interface ConfigFiles {
    /** What relative paths start from. */
    readonly projectDir: string;
    /** What `~` stands for. */
    readonly homeDir: string;
    /** Variables that the engine gives to this program and to its plugins. */
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** Milliseconds since 1970; what certificates are judged by. */
    readonly now: () => number;
    /** The text of a file; throws an error with the system's code, as ENOENT. */
    readonly read: (path: string) => string;
}

/** The configuration as the engine hands it out, without the project's namespace. */
export interface RawConfig {
    readonly values: Readonly<Record<string, string>>;
    /** Keys that the stack file encrypts, wholly or in part. */
    readonly secretKeys: ReadonlySet<string>;
}

/** One cluster: what was understood of its entry, and its position. */
export interface ClusterPlace {
    readonly cluster: ClusterDraft;
    /** Position in `clusters`. */
    readonly index: number;
}

/** Where the operator wrote something, and what. */
export interface Place {
    readonly path: ConfigPath;
    readonly value: unknown;
}

/** Credentials that stand in a file of this machine, or under a flat secret key. */
export interface SourceKind {
    /** Name of the contents, with its article. */
    readonly what: string;
    readonly example: string;
    /** The key of the path within the cluster's entry. */
    readonly pathKey: ConfigPath;
    readonly givenPath: (cluster: ClusterDraft) => string | undefined;
    /** The flat key of the contents. */
    readonly contentsKey: (cluster: string) => string;
    /** Path where neither is given. @default none: one of them is required */
    readonly fallback?: string;
}

/** The text of a file or of a key; `folder` is what the paths in a file start from. */
export interface SourceText {
    readonly text: string;
    readonly key: Place;
    readonly folder: string | undefined;
}

/** What was found, or why nothing was. */
export type Result<T> = { readonly found: T } | { readonly problems: readonly Problem[] };

/** Everything that these results have against the configuration. */
export function problemsOf(results: readonly Result<unknown>[]): Problem[] {
    return results.flatMap((result) => ("problems" in result ? result.problems : []));
}

const READABLE: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EISDIR: "it is a folder",
    EACCES: "this user may not read it",
};

/** Path on this machine of one that the operator wrote. */
export function resolvePath(
    path: string,
    files: Pick<ConfigFiles, "projectDir" | "homeDir">,
): string {
    return resolve(files.projectDir, path.replace(/^~(?=\/|$)/, files.homeDir));
}

/** The text of a file, or why it cannot be read; errors without a system's code are thrown. */
export function readText(
    path: string,
    files: ConfigFiles,
): { readonly text: string } | { readonly code: string; readonly reason: string } {
    try {
        return { text: files.read(path) };
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === undefined) throw error;
        return { code, reason: READABLE[code] ?? code };
    }
}

/** The text of the file that `written` names; `key` is where it is reported. */
export function readPath(
    kind: Pick<SourceKind, "what" | "example">,
    key: Place,
    written: string,
    raw: RawConfig,
    files: ConfigFiles,
): Result<SourceText> {
    const path = resolvePath(written, files);
    const contents = readText(path, files);
    if ("text" in contents) {
        return { found: { text: contents.text, key, folder: dirname(path) } };
    }
    // A pasted key is no path, and is not to be shown as one.
    const isHidden = raw.secretKeys.has(String(key.path[0])) || written.length > LONGEST_VALUE;
    const place = isHidden ? "" : `, looked for at ${path}`;
    const advice = `${contents.reason}${place}; write the path of ${kind.what}`;
    return { problems: [{ ...key, advice, example: kind.example }] };
}

/**
 * Reads what exactly one of the two keys gives.
 * Says nothing about a malformed path or name, which the schema refuses, nor about contents in plain
 * text, which are refused with all other such keys.
 */
export function readSource(
    kind: SourceKind,
    { cluster, index }: ClusterPlace,
    entry: unknown,
    raw: RawConfig,
    files: ConfigFiles,
): Result<SourceText> {
    const path = ["clusters", index, ...kind.pathKey];
    const value = kind.pathKey.reduce<unknown>(
        (inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key],
        entry,
    );
    const flat = cluster.name === undefined ? undefined : kind.contentsKey(cluster.name);
    const contents = flat === undefined ? undefined : raw.values[flat];
    if (value !== undefined) {
        if (flat !== undefined && contents !== undefined) {
            const advice = `the key ${flat} holds ${kind.what} of this cluster too; remove one of them`;
            return { problems: [{ path, value, advice }] };
        }
        const written = kind.givenPath(cluster);
        if (written === undefined) return { problems: [] };
        return readPath(kind, { path, value }, written, raw, files);
    }
    // Without a name its contents cannot be looked for; the schema asks for the name.
    if (flat === undefined) return { problems: [] };
    if (contents !== undefined) {
        return {
            found: { text: contents, key: { path: [flat], value: contents }, folder: undefined },
        };
    }
    if (kind.fallback !== undefined) {
        return readPath(kind, { path, value: kind.fallback }, kind.fallback, raw, files);
    }
    const command = storeSecret(flat);
    const advice = `store the contents of ${kind.what} with ${quoted(command)}, or write its path`;
    return { problems: [{ path, value: undefined, advice, example: kind.example, command }] };
}
