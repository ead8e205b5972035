import { z } from "zod";
import {
    readText,
    resolvePath,
    type ConfigFiles,
    type RawConfig,
} from "../../stacks/configuration/draft/sources";
import { sshKeyKey, sshKeyPassphraseKey } from "../../stacks/configuration/draft/secretKeys";
import { hostOf } from "../../stacks/configuration/keys/urls";
import { privateKeyMistake } from "../../stacks/configuration/ssh/privateKey";
import { openLoginKey } from "../ssh/loginKey";
import { SshFailure } from "../ssh/sshFailure";
import { findAccess, type AccessQuery, type KeyCandidate } from "./access";
import type { Decisions } from "./decisions";
import { likelyUsers, nodeAddresses } from "./nodes";
import type { SiteCluster } from "./siteView";

const USUAL_KNOWN_HOSTS = "~/.ssh/known_hosts";
const USUAL_PORT = 22;
const USUAL_USER = "ubuntu";

/**
 * Decides the keys of `nodes` that say how to log in, by logging in. `accept` is as in an
 * {@link AccessQuery}. What it rejects with or returns is why it could not.
 */
export async function decideAccess(
    { name, server, kubernetes }: SiteCluster,
    decisions: Decisions,
    raw: RawConfig,
    files: ConfigFiles,
    accept: AccessQuery["accept"],
): Promise<string | undefined> {
    const { keys, failure } = keyCandidates(name, decisions, raw, files);
    if (keys.length === 0) return `${name}: ${failure}`;
    const bastion =
        decisions.told("nodes.direct") === true
            ? {}
            : {
                  bastion: {
                      host: decisions.textOf("nodes.bastion.host") ?? hostOf(new URL(server)),
                      port: Number(decisions.told("nodes.bastion.port") ?? USUAL_PORT),
                  },
              };
    const user = decisions.textOf("nodes.bastion.user") ?? decisions.textOf("nodes.user");
    const knownPath = decisions.textOf("nodes.knownHostsPath") ?? USUAL_KNOWN_HOSTS;
    const known = readText(resolvePath(knownPath, files), files);
    try {
        const access = await findAccess({
            cluster: name,
            ...bastion,
            port: Number(decisions.told("nodes.port") ?? USUAL_PORT),
            nodes: nodeAddresses(kubernetes.nodes),
            others: writtenHosts(decisions),
            users: user === undefined ? likelyUsers(kubernetes.nodes) : [user],
            keys,
            known: decisions.textOf("nodes.knownHosts") ?? ("text" in known ? known.text : ""),
            accept,
        });
        if (access === undefined) return undefined;
        if (user === undefined && access.user !== USUAL_USER) {
            decisions.set({ key: "nodes.user", value: access.user });
        }
        if (access.key.path !== undefined) {
            decisions.set({ key: "nodes.privateKeyPath", value: access.key.path });
        }
        if (access.knownHosts !== undefined) {
            decisions.set({ key: "nodes.knownHosts", value: `${access.knownHosts}\n` });
            // The program takes the keys from one place.
            decisions.set({ key: "nodes.knownHostsPath", value: undefined });
        }
        return undefined;
    } catch (error) {
        if (!(error instanceof SshFailure)) throw error;
        const flag =
            error.facts.kind === "key"
                ? `; name another key with --set ${name}.nodes.privateKeyPath=FILE, or another user with --set ${name}.nodes.user=USER`
                : "";
        return `${name}: ${error.message}${flag}`;
    }
}

const Hosts = z.array(z.object({ host: z.string(), port: z.number().default(USUAL_PORT) }));
const Nodes = z.array(z.object({ address: z.string() }));

/** Further hosts of the entry: fallback bastions, and nodes that Kubernetes does not have. */
function writtenHosts(decisions: Decisions): AccessQuery["others"] {
    const bastions = Hosts.safeParse(decisions.told("nodes.fallbackBastions")).data ?? [];
    const nodes = Nodes.safeParse(decisions.told("nodes.hosts")).data ?? [];
    const port = Number(decisions.told("nodes.port") ?? USUAL_PORT);
    return [...bastions, ...nodes.map(({ address: host }) => ({ host, port }))];
}

/** Keys to try: the one that was given or is written, else those of K-PaaS and of ssh-keygen that are there. */
function keyCandidates(
    cluster: string,
    decisions: Decisions,
    raw: RawConfig,
    files: ConfigFiles,
): { readonly keys: readonly KeyCandidate[]; readonly failure: string } {
    const passphrase = raw.values[sshKeyPassphraseKey(cluster)];
    const secret = raw.values[sshKeyKey(cluster)];
    if (secret !== undefined) {
        return { keys: [{ key: openLoginKey(secret, passphrase) }], failure: "" };
    }
    const told = decisions.textOf("nodes.privateKeyPath");
    const paths =
        told === undefined
            ? [`~/.ssh/${cluster}-key`, "~/.ssh/id_rsa", "~/.ssh/id_ed25519"]
            : [told];
    const mistakes: string[] = [];
    const keys = paths.flatMap((path) => {
        const contents = readText(resolvePath(path, files), files);
        if (!("text" in contents)) {
            mistakes.push(`${path}: ${contents.reason}`);
            return [];
        }
        const mistake = privateKeyMistake(contents.text, passphrase);
        if (mistake !== undefined) {
            const store = `store it with 'pulumi config set --secret ${sshKeyPassphraseKey(cluster)}'`;
            mistakes.push(
                `${path}: ${mistake.advice}${mistake.about === "passphrase" ? `; ${store}` : ""}`,
            );
            return [];
        }
        return [{ path, key: openLoginKey(contents.text, passphrase) }];
    });
    const failure = `no private key can be used (${mistakes.join("; ")}); name one with --ssh-key FILE`;
    return { keys, failure };
}
