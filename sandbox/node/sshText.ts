import type { ClusterAddresses } from "../settings/addresses";
import { quote } from "../system/shell";
import type { SshFiles } from "./sshFiles";
import { SSH_USER } from "./sshFiles";

/** Folder in a node with a file of public keys per user; not in the home, which may be the machine's own. */
export const AUTHORIZED_KEYS = "/etc/ssh/authorized_keys";

/** Configuration of a node's sshd: keys only, and forwarding, which makes the first node a bastion. */
export function sshdConfig(hostKeys: readonly string[]): string {
    return [
        ...hostKeys.map((file) => `HostKey "${file}"`),
        `AllowUsers ${SSH_USER}`,
        "AuthenticationMethods publickey",
        `AuthorizedKeysFile ${AUTHORIZED_KEYS}/%u`,
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin no",
        // Its session modules look for a systemd that no node runs.
        "UsePAM no",
        "AllowTcpForwarding yes",
        "PidFile none",
        "",
    ].join("\n");
}

/**
 * Lines of known_hosts: every node by its address, the first also by its floating IP.
 * `publicKey` is the text of a node's public host key.
 */
export function knownHosts(
    clusters: readonly Pick<ClusterAddresses, "masterFloatingIp" | "nodes">[],
    publicKey: (node: string) => string,
): string {
    const lines = clusters.flatMap(({ masterFloatingIp, nodes }) =>
        nodes.flatMap(({ name, index, ip }) =>
            [...(index === 1 ? [masterFloatingIp] : []), ip].map(
                (address) => `${address} ${publicKey(name).trim()}\n`,
            ),
        ),
    );
    return lines.join("");
}

/**
 * Configuration for `ssh -F`: nodes by their names, all but the first of a cluster through that one.
 *
 * Not by ProxyJump, which hands the path of this file on unquoted: a blank or a `%` in it fails.
 */
export function sshClientConfig(
    clusters: readonly Pick<ClusterAddresses, "masterFloatingIp" | "nodes">[],
    files: Pick<SshFiles, "privateKey" | "knownHosts" | "clientConfig">,
): string {
    const again = `ssh -F ${withoutTokens(quote(files.clientConfig))}`;
    const hosts = clusters.flatMap(({ masterFloatingIp, nodes }) => {
        const bastion = nodes[0]?.name ?? "";
        return nodes.flatMap(({ name, index, ip }) =>
            index === 1
                ? [`Host ${name}`, `    HostName ${masterFloatingIp}`]
                : [
                      `Host ${name}`,
                      `    HostName ${ip}`,
                      `    ProxyCommand ${again} -W %h:%p ${bastion}`,
                  ],
        );
    });
    return [
        "# Written by `npm run sandbox`. Use: ssh -F this-file cluster1-node2",
        ...hosts,
        "Host *",
        `    User ${SSH_USER}`,
        `    IdentityFile "${withoutTokens(files.privateKey)}"`,
        "    IdentitiesOnly yes",
        "    IdentityAgent none",
        `    UserKnownHostsFile "${withoutTokens(files.knownHosts)}"`,
        "    GlobalKnownHostsFile none",
        "    StrictHostKeyChecking yes",
        "",
    ].join("\n");
}

/** Text of ssh_config in which `%` stands for itself. */
function withoutTokens(text: string): string {
    return text.replaceAll("%", "%%");
}
