import { pathWord, sh, type ShellText } from "../../../components/shell";
import type { NodesDraft } from "../draft/draft";
import { findHostKey } from "./knownHosts";
import { quoted, type ConfigPath } from "../types/problem";
import {
    readPath,
    type ClusterPlace,
    type ConfigFiles,
    type RawConfig,
    type Result,
} from "../draft/sources";

const DEFAULT_PATH = "~/.ssh/known_hosts";
const KNOWN_HOSTS = { what: "a file with the host keys", example: DEFAULT_PATH };

/** A host as it is dialled. */
export interface Dialled {
    readonly path: ConfigPath;
    readonly host: string;
    readonly port: number;
}

/** Host keys of one cluster: their text, and the name of where it comes from. */
export interface KnownHosts {
    readonly text: string;
    readonly source: string;
    /** The file where they are kept; absent where that is none. */
    readonly file?: string;
}

/** The text with the host keys of a cluster. */
export function readKnownHosts(
    { cluster, index }: ClusterPlace,
    entry: unknown,
    raw: RawConfig,
    files: ConfigFiles,
): Result<KnownHosts> {
    const nodes = (entry as { readonly nodes?: Readonly<Record<string, unknown>> }).nodes ?? {};
    if (cluster.nodes?.knownHosts !== undefined) {
        return {
            found: { text: cluster.nodes.knownHosts, source: "knownHosts" },
        };
    }
    const given = nodes["knownHostsPath"] !== undefined || nodes["knownHosts"] !== undefined;
    const path = given ? cluster.nodes?.knownHostsPath : DEFAULT_PATH;
    // What is malformed was reported by the schema.
    if (path === undefined) return { problems: [] };
    const key = { path: ["clusters", index, "nodes", "knownHostsPath"], value: path };
    const file = readPath(KNOWN_HOSTS, key, path, raw, files);
    if ("problems" in file) return file;
    return { found: { text: file.found.text, source: path, file: path } };
}

/** The command that prints the key of a host, run on the bastion where there is one. */
function keyscan(
    { host, port }: Dialled,
    via: ShellText | undefined,
    { file }: KnownHosts,
): ShellText {
    const own = sh`${host}`;
    // The shell of the bastion reads it once more.
    const word = via === undefined ? own : own.shell;
    const option = port === 22 ? [] : ["-p", port];
    const scan = [
        ...(via === undefined ? [] : [via]),
        "ssh-keyscan",
        ...option,
        "-t",
        "ed25519",
        word,
    ];
    return file === undefined ? sh`${scan}` : sh`${scan} >> ${pathWord(file)}`;
}

/** The key of a host; `via` is how a shell on the bastion is reached, where one is in between. */
export function hostKeyOf(
    dialled: Dialled,
    via: ShellText | undefined,
    known: KnownHosts,
): Result<string> {
    const result = findHostKey(known.text, dialled.host, dialled.port);
    if ("hostKey" in result) return { found: result.hostKey };
    const command = keyscan(dialled, via, known);
    const { path, host: value } = dialled;
    if (result.problem === "ambiguous") {
        const advice = `${known.source} has two keys of one type for it, as where two networks have the same addresses; remove the old one, or give this cluster a file of its own with knownHostsPath`;
        return { problems: [{ path, value, advice }] };
    }
    const advice = {
        missing: `${known.source} has no key of it; add one with ${quoted(command)}, and compare it with what the host's console shows`,
        rsa: `${known.source} has only its RSA key, with which the command plugin offers ssh-rsa alone, and sshd refuses that since OpenSSH 8.8; add another with ${quoted(command)}`,
    }[result.problem];
    return { problems: [{ path, value, advice, command }] };
}

/** The nodes as they are dialled, by position; those that are skipped or malformed are absent. */
export function dialledNodes(
    nodes: NodesDraft,
    index: ClusterPlace["index"],
): ReadonlyMap<number, Dialled> {
    return new Map(
        (nodes.hosts ?? []).flatMap(({ address: host, unreachable }, position) => {
            if (host === undefined || unreachable === "skip" || nodes.port === undefined) return [];
            const path = ["clusters", index, "nodes", "hosts", position, "address"];
            return [[position, { path, host, port: nodes.port }] as const];
        }),
    );
}
