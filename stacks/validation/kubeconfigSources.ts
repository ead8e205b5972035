import { dirname, resolve } from "node:path";
import type { ClusterDraft, Draft } from "./draft";
import { KubeconfigError, minimalKubeconfig, type MinimalKubeconfig } from "../kubeconfig";
import { inPlainText, storeSecret, type ConfigPath, type Problem } from "./problems";

/** The files that a configuration may name. */
export interface ConfigFiles {
    /** What relative paths start from. */
    readonly projectDir: string;
    /** What `~` stands for. */
    readonly homeDir: string;
    /** The text of a file; throws an error with the system's code, as ENOENT. */
    readonly read: (path: string) => string;
}

/** The configuration as the engine hands it out, without the project's namespace. */
export interface RawConfig {
    readonly values: Readonly<Record<string, string>>;
    /** Keys that the stack file encrypts, wholly or in part. */
    readonly secretKeys: ReadonlySet<string>;
}

/** The kubeconfig of one cluster and the key that gave it. */
export interface KubeconfigSource extends MinimalKubeconfig {
    /** Position in `clusters`. */
    readonly index: number;
    readonly key: { readonly path: ConfigPath; readonly value: unknown };
}

const READABLE: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EISDIR: "it is a folder",
    EACCES: "this user may not read it",
};

/** The flat key under which the contents of a cluster's kubeconfig are stored. */
export function contentsKey(cluster: string): string {
    return `${cluster}Kubeconfig`;
}

function pathOf(text: string, files: ConfigFiles): string {
    return resolve(files.projectDir, text.replace(/^~(?=\/|$)/, files.homeDir));
}

type Result = { readonly found: KubeconfigSource } | { readonly problems: readonly Problem[] };

function choose(
    text: string,
    cluster: ClusterDraft,
    place: Pick<KubeconfigSource, "index" | "key">,
    files: { folder: string; read: ConfigFiles["read"] } | undefined,
): Result {
    try {
        return { found: { ...minimalKubeconfig(text, cluster.context, files), ...place } };
    } catch (error) {
        if (!(error instanceof KubeconfigError)) throw error;
        const { message: advice, about } = error;
        const path = ["clusters", place.index, "context"];
        return {
            problems: [
                about === "context"
                    ? { path, value: cluster.context, advice }
                    : { ...place.key, advice },
            ],
        };
    }
}

function fromPath(
    cluster: ClusterDraft,
    index: number,
    raw: RawConfig,
    files: ConfigFiles,
): Result {
    const value = cluster.kubeconfigPath ?? "";
    const key = { path: ["clusters", index, "kubeconfigPath"], value };
    const path = pathOf(value, files);
    try {
        const text = files.read(path);
        return choose(text, cluster, { index, key }, { folder: dirname(path), read: files.read });
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === undefined) throw error;
        const place = raw.secretKeys.has("clusters") ? "" : `, looked for at ${path}`;
        const advice = `${READABLE[code] ?? code}${place}; write the path of a kubeconfig, for example ~/.kube/cluster1-config`;
        return { problems: [{ ...key, advice }] };
    }
}

function fromContents(cluster: ClusterDraft, index: number, name: string, raw: RawConfig): Result {
    const key = { path: [contentsKey(name)], value: raw.values[contentsKey(name)] };
    if (raw.secretKeys.has(contentsKey(name))) {
        return choose(key.value ?? "", cluster, { index, key }, undefined);
    }
    return { problems: [inPlainText(contentsKey(name), key.value)] };
}

function read(
    cluster: ClusterDraft,
    index: number,
    entry: unknown,
    raw: RawConfig,
    files: ConfigFiles,
): Result {
    const value = (entry as Record<string, unknown> | null)?.["kubeconfigPath"];
    const path = ["clusters", index, "kubeconfigPath"];
    const { name } = cluster;
    const contents = name === undefined ? undefined : raw.values[contentsKey(name)];
    if (value !== undefined) {
        if (name !== undefined && contents !== undefined) {
            const advice = `the key ${contentsKey(name)} holds a kubeconfig of this cluster too; remove one of them`;
            return { problems: [{ path, value, advice }] };
        }
        // A malformed path was reported by the schema.
        if (cluster.kubeconfigPath === undefined) return { problems: [] };
        return fromPath(cluster, index, raw, files);
    }
    // Without a name its contents cannot be looked for; the schema asks for the name.
    if (name === undefined) return { problems: [] };
    if (contents !== undefined) return fromContents(cluster, index, name, raw);
    const advice = `store the contents of a kubeconfig with ${storeSecret(contentsKey(name))}, or write its path, for example ~/.kube/cluster1-config`;
    return { problems: [{ path, value: undefined, advice }] };
}

/** The kubeconfig of every cluster that has a readable one, and what is wrong with the others. */
export function readKubeconfigs(
    draft: Draft,
    entries: unknown,
    raw: RawConfig,
    files: ConfigFiles,
): { readonly found: readonly KubeconfigSource[]; readonly problems: readonly Problem[] } {
    const results = (draft.clusters ?? []).map((cluster, index) =>
        read(cluster, index, (entries as unknown[])[index], raw, files),
    );
    return {
        found: results.flatMap((result) => ("found" in result ? [result.found] : [])),
        problems: results.flatMap((result) => ("problems" in result ? result.problems : [])),
    };
}
