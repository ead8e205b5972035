import { resolve } from "node:path";

/** Reads the files that a kubeconfig refers to. */
export interface KubeconfigFiles {
    /** The folder of the kubeconfig, which its relative paths start from. */
    readonly folder: string;
    readonly read: (path: string) => string;
}

/** One entry of a kubeconfig: a cluster or a user. */
export type Entry = Readonly<Record<string, unknown>>;

/** A file that is referred to and cannot be read; `reason` is the system's code, as ENOENT. */
export class UnreadableReference extends Error {
    constructor(path: string, reason: string) {
        super(`it refers to the file ${path}: ${reason}`);
    }
}

function read(path: string, files: KubeconfigFiles | undefined): string {
    if (files === undefined) {
        const advice = "store the output of 'kubectl config view --raw --flatten --minify'";
        throw new UnreadableReference(path, `contents cannot refer to files; ${advice}`);
    }
    try {
        return files.read(resolve(files.folder, path));
    } catch (error) {
        throw new UnreadableReference(path, (error as NodeJS.ErrnoException).code ?? "unreadable");
    }
}

function without(entry: Entry, key: string): Entry {
    return Object.fromEntries(Object.entries(entry).filter(([name]) => name !== key));
}

/** Replaces `key` by its `-data` form; contents that stand beside it win, as in client-go. */
export function inlineFile(entry: Entry, key: string, files: KubeconfigFiles | undefined): Entry {
    const path = entry[key];
    if (typeof path !== "string") return entry;
    const rest = without(entry, key);
    const data = `${key}-data`;
    if (path === "" || (typeof rest[data] === "string" && rest[data] !== "")) return rest;
    return { ...rest, [data]: Buffer.from(read(path, files)).toString("base64") };
}

/** Replaces `tokenFile`, which wins over a token beside it: the opposite of certificates. */
export function inlineToken(user: Entry, files: KubeconfigFiles | undefined): Entry {
    const path = user["tokenFile"];
    if (typeof path !== "string") return user;
    const rest = without(user, "tokenFile");
    return path === "" ? rest : { ...rest, token: read(path, files).trim() };
}

/** A plugin's relative command starts from the kubeconfig's folder, which its copy has lost. */
export function anchorCommand(user: Entry, files: KubeconfigFiles | undefined): Entry {
    const exec = user["exec"] as { command?: unknown } | null | undefined;
    const command = exec?.command;
    if (files === undefined || typeof command !== "string" || !command.includes("/")) return user;
    return { ...user, exec: { ...exec, command: resolve(files.folder, command) } };
}
