import type { Client, ParsedKey } from "ssh2";
import { findHostKey } from "../../stacks/configuration/ssh/knownHosts";
import { fingerprint } from "../ssh/hostKey";
import { forward } from "../ssh/forward";
import { logIn } from "../ssh/login";
import { scanHostKey } from "../ssh/scanHostKey";
import { SshFailure, type DialledHost } from "../ssh/sshFailure";
import type { NodeAddress } from "./siteView";

/** Limit of time of one dial, seconds. */
const SECONDS = 15;

/** A key to try, opened, with the path that is written for it. */
export interface KeyCandidate {
    /** Absent where the stack has the key as a secret. */
    readonly path?: string;
    readonly key: ParsedKey;
}

/** What is tried to get to the nodes of a cluster. */
export interface AccessQuery {
    readonly cluster: string;
    /** Absent where nodes are dialled directly. */
    readonly bastion?: Pick<DialledHost, "host" | "port">;
    readonly port: number;
    readonly nodes: readonly NodeAddress[];
    /** Hosts that are not dialled now, and whose known keys stay. */
    readonly others?: readonly Pick<DialledHost, "host" | "port">[];
    readonly users: readonly string[];
    readonly keys: readonly KeyCandidate[];
    /** Text of the known hosts. */
    readonly known: string;
    /** Whether keys that nobody knows yet are accepted, after they were shown. */
    readonly accept: (shown: readonly ShownKey[]) => Promise<boolean>;
}

/** A host key, as it is shown to the operator. */
export interface ShownKey {
    readonly where: string;
    readonly fingerprint: string;
}

/** How the nodes are logged in to. */
export interface Access {
    readonly user: string;
    readonly key: KeyCandidate;
    /** Lines of known hosts; absent where those that are known are enough. */
    readonly knownHosts?: string;
}

interface KnownHost extends Pick<DialledHost, "host" | "port"> {
    readonly hostKey: string;
}

/**
 * Finds the user and the key that log in to a cluster's bastion, and the host keys of all nodes through
 * it; runs no command. Undefined where the operator accepts a key not.
 *
 * Rejects with an `SshFailure` where nothing logs in, and where a host shows another key than the known one.
 */
export async function findAccess(query: AccessQuery): Promise<Access | undefined> {
    const { cluster, bastion, port, nodes, others = [], known, accept } = query;
    const [firstNode] = nodes;
    if (firstNode === undefined) throw new SshFailure("there are no nodes");
    const clients: Client[] = [];
    const unknown: KnownHost[] = [];
    /** Known ones first, then those that were accepted. */
    const all: KnownHost[] = [];
    const scan = async (
        hosts: readonly { readonly name: string; readonly host: string; readonly port: number }[],
        via?: Client,
    ): Promise<boolean> => {
        const shown = await Promise.all(
            hosts.map(async (one) => {
                const dialled = { host: one.host, port: one.port, seconds: SECONDS };
                const by = { name: `the bastion ${String(bastion?.host)}`, isBastion: true };
                const stream = via === undefined ? {} : { stream: await forward(via, by, dialled) };
                const [type] = keyOf(one, known)?.split(" ") ?? [];
                return { ...one, hostKey: await scanHostKey({ ...dialled, type, ...stream }) };
            }),
        );
        const fresh = shown.filter((one) => !isKnown(one, known));
        all.push(...shown);
        if (fresh.length === 0) return true;
        unknown.push(...fresh);
        return accept(
            fresh.map(({ name, host, hostKey }) => {
                const [type = "", blob = ""] = hostKey.split(" ");
                return {
                    where: `${name}, ${host}`,
                    fingerprint: `${type.replace(/^ssh-/, "")} ${fingerprint(blob)}`,
                };
            }),
        );
    };
    try {
        const addresses = nodes.map(({ name, address: host }) => ({ name, host, port }));
        const first =
            bastion === undefined ? addresses : [{ name: `bastion of ${cluster}`, ...bastion }];
        if (!(await scan(first))) return undefined;
        const [entrance] = all;
        if (entrance === undefined) return undefined;
        const login = await logInAnyhow(query, entrance);
        clients.push(login.client);
        if (bastion !== undefined && !(await scan(addresses, login.client))) return undefined;
        const rest = others.flatMap((one) => {
            const hostKey = keyOf(one, known);
            return hostKey === undefined ? [] : [{ ...one, hostKey }];
        });
        const lines = new Set([...all, ...rest].map(line));
        return {
            user: login.user,
            key: login.key,
            ...(unknown.length === 0 ? {} : { knownHosts: [...lines].join("\n") }),
        };
    } finally {
        for (const client of clients) client.end();
    }
}

function line({ host, port, hostKey }: KnownHost): string {
    return `${port === 22 ? host : `[${host}]:${String(port)}`} ${hostKey}`;
}

/** The key that is known of a host. Of several none is: two networks may have the same addresses. */
function keyOf({ host, port }: Pick<DialledHost, "host" | "port">, known: string) {
    const before = findHostKey(known, host, port);
    return "hostKey" in before ? before.hostKey : undefined;
}

function isKnown(shownBy: KnownHost, known: string): boolean {
    const { host, hostKey } = shownBy;
    const before = keyOf(shownBy, known);
    if (before === undefined) return false;
    if (before === hostKey) return true;
    const [shown, expected] = [hostKey, before].map((key) => fingerprint(key.split(" ")[1] ?? ""));
    throw new SshFailure(
        `${host} shows the host key ${String(shown)}, and the known hosts have ${String(expected)}; ask who changed it, and only then remove the old one with 'ssh-keygen -R ${host}'`,
        { kind: "host-key" },
    );
}

async function logInAnyhow(
    { users, keys }: AccessQuery,
    { host, port, hostKey }: KnownHost,
): Promise<{ readonly client: Client; readonly user: string; readonly key: KeyCandidate }> {
    const refusals: string[] = [];
    for (const key of keys) {
        for (const user of users) {
            try {
                const login = { host, port, user, hostKey, key: key.key, seconds: SECONDS };
                return { client: await logIn(login), user, key };
            } catch (error) {
                if (!(error instanceof SshFailure) || error.facts.kind !== "key") throw error;
                refusals.push(error.message);
            }
        }
    }
    throw new SshFailure(refusals.join("; ") || "there is no private key", { kind: "key" });
}
