import { join } from "node:path";
import type { NodeAddresses } from "../settings/addresses";
import type { Settings } from "../settings/settings";

/** The user that the operator and the program log in as, the one of K-PaaS; may run `sudo -n`. */
export const SSH_USER = "ubuntu";

/** Kinds of host keys that every node has, as `ssh-keygen -t` names them. */
export const HOST_KEY_TYPES = ["ed25519", "ecdsa", "rsa"] as const;

/** What is needed to log in to the nodes; kept over down and up, so that known_hosts stays true. */
export interface SshFiles {
    readonly folder: string;
    /** The operator's key, for every node of the sandbox. */
    readonly privateKey: string;
    readonly publicKey: string;
    /** Host keys of all nodes and bastions. */
    readonly knownHosts: string;
    /** Configuration for `ssh -F`, in which nodes go by their names. */
    readonly clientConfig: string;
}

/** Files in the folder `ssh` of the state folder. */
export function sshFiles({ stateDir }: Pick<Settings, "stateDir">): SshFiles {
    const folder = join(stateDir, "ssh");
    return {
        folder,
        privateKey: join(folder, "id_ed25519"),
        publicKey: join(folder, "id_ed25519.pub"),
        knownHosts: join(folder, "known_hosts"),
        clientConfig: join(folder, "config"),
    };
}

/** A node's private host key of one type; the public key lies beside it, with `.pub`. */
export function hostKeyFile(
    settings: Pick<Settings, "stateDir">,
    { name }: Pick<NodeAddresses, "name">,
    type: (typeof HOST_KEY_TYPES)[number],
): string {
    return join(sshFiles(settings).folder, "hosts", name, `ssh_host_${type}_key`);
}
