import type { z } from "zod";
import type { NodesConfig } from "../types/meshConfig";
import { bastionHost, bastionWithKey, fallbackHosts, shellOn, type Bastion } from "./bastion";
import { parseGoDuration } from "../keys/goDuration";
import { dialledNodes, hostKeyOf, readKnownHosts } from "./hostKeys";
import { privateKeyMistake } from "./privateKey";
import { quoted, storeSecret } from "../types/problem";
import { sshKeyKey, sshKeyPassphraseKey } from "../draft/secretKeys";
import type { NodesEntry } from "../keys/nodesEntry";
import {
    problemsOf,
    readSource,
    type ClusterPlace,
    type ConfigFiles,
    type RawConfig,
    type Result,
    type SourceKind,
} from "../draft/sources";

/** What the nodes of one cluster are logged in to with. */
export interface NodeLogin {
    readonly privateKey: string;
    readonly passphrase: string | undefined;
    readonly bastion: Bastion | undefined;
    /** What stands in for the bastion, in this order. */
    readonly fallbackBastions: readonly Bastion[];
    /** Public keys of the nodes, by position in `hosts`; none for those that are skipped. */
    readonly hostKeys: ReadonlyMap<number, string>;
}

const PRIVATE_KEY: SourceKind = {
    what: "a private key",
    example: "~/.ssh/id_rsa",
    pathKey: ["nodes", "privateKeyPath"],
    givenPath: (cluster) => cluster.nodes?.privateKeyPath,
    contentsKey: sshKeyKey,
};

function readPrivateKey(
    place: ClusterPlace,
    entry: unknown,
    raw: RawConfig,
    files: ConfigFiles,
): Result<Pick<NodeLogin, "privateKey" | "passphrase">> {
    const source = readSource(PRIVATE_KEY, place, entry, raw, files);
    if ("problems" in source) return source;
    const { text: privateKey, key } = source.found;
    const flat = sshKeyPassphraseKey(place.cluster.name ?? "");
    const passphrase = raw.values[flat];
    const mistake = privateKeyMistake(privateKey, passphrase);
    if (mistake === undefined) return { found: { privateKey, passphrase } };
    if (mistake.about === "key") return { problems: [{ ...key, advice: mistake.advice }] };
    const problem = { path: [flat], value: passphrase, advice: mistake.advice };
    if (passphrase !== undefined) return { problems: [problem] };
    const command = storeSecret(flat);
    const advice = `${mistake.advice}; store it with ${quoted(command)}`;
    return { problems: [{ ...problem, advice, command }] };
}

function readHostKeys(
    place: ClusterPlace,
    entry: unknown,
    server: string | undefined,
    raw: RawConfig,
    files: ConfigFiles,
): Result<Pick<NodeLogin, "bastion" | "fallbackBastions" | "hostKeys">> {
    const known = readKnownHosts(place, entry, raw, files);
    const host = bastionHost(place, entry, server);
    if ("problems" in known || "problems" in host || place.cluster.nodes === undefined) {
        return { problems: problemsOf([host, known]) };
    }
    const via = host.found === undefined ? undefined : shellOn(host.found);
    const bastion: Result<Bastion | undefined> =
        host.found === undefined ? { found: undefined } : bastionWithKey(host.found, known.found);
    const fallbacks = fallbackHosts(place, place.cluster.nodes).map((fallback) =>
        bastionWithKey(fallback, known.found),
    );
    const keys = [...dialledNodes(place.cluster.nodes, place.index)].map(
        ([position, node]) => [position, hostKeyOf(node, via, known.found)] as const,
    );
    const problems = problemsOf([bastion, ...fallbacks, ...keys.map(([, key]) => key)]);
    if ("problems" in bastion || problems.length > 0) return { problems };
    const hostKeys = keys.flatMap(([position, key]) =>
        "found" in key ? [[position, key.found] as const] : [],
    );
    const fallbackBastions = fallbacks.flatMap((one) => ("found" in one ? [one.found] : []));
    return { found: { bastion: bastion.found, fallbackBastions, hostKeys: new Map(hostKeys) } };
}

/** Everything that logging in to the nodes of a cluster takes; `server` is that of its kubeconfig. */
export function readNodeAccess(
    place: ClusterPlace,
    entry: unknown,
    server: string | undefined,
    raw: RawConfig,
    files: ConfigFiles,
): Result<NodeLogin> {
    const key = readPrivateKey(place, entry, raw, files);
    const hosts = readHostKeys(place, entry, server, raw, files);
    if ("problems" in key || "problems" in hosts) return { problems: problemsOf([key, hosts]) };
    return { found: { ...key.found, ...hosts.found } };
}

/** The checked entry with what was read for it; without `access` nobody logs in. */
export function nodesConfig(
    entry: z.output<typeof NodesEntry>,
    access: NodeLogin | undefined,
): NodesConfig<string> {
    const hosts = entry.hosts.map(({ name, address, unreachable }, position) => {
        const hostKey = access?.hostKeys.get(position);
        const skipped = unreachable === "skip";
        return { name, address, skipped, ...(hostKey === undefined ? {} : { hostKey }) };
    });
    if (access === undefined) return { hosts, revision: entry.revision };
    const { privateKey, passphrase, bastion, fallbackBastions } = access;
    return {
        hosts,
        revision: entry.revision,
        ...(fallbackBastions.length === 0 ? {} : { fallbackBastions }),
        ssh: {
            user: entry.user,
            port: entry.port,
            privateKey,
            ...(passphrase === undefined ? {} : { passphrase }),
            dialErrorLimit: entry.dialErrorLimit,
            perDialTimeoutSeconds: parseGoDuration(entry.perDialTimeout) ?? NaN,
            ...(bastion === undefined ? {} : { bastion }),
        },
    };
}
