import type { NodeAddresses } from "../settings/addresses";
import { quote } from "../system/shell";
import { SSH_USER } from "./sshFiles";
import { AUTHORIZED_KEYS } from "./sshText";

/**
 * Makes the node's names and the user that logs in, with passwordless sudo, as a cloud image does.
 *
 * Runs in a new node after its mounts, so that nothing of it lands in the machine's /etc.
 */
export function loginScript(
    { name, ip }: Pick<NodeAddresses, "name" | "ip">,
    authorizedKey: string,
): string {
    return [
        // Without a line of its own sudo says "unable to resolve host".
        write("/etc/hosts", ["127.0.0.1 localhost", `${ip} ${name}`]),
        write("/etc/hostname", [name]),
        // A node reaches no name server outside the sandbox, and would wait for one.
        write("/etc/resolv.conf", []),
        // On Ubuntu the machine has a user of that name itself.
        `id -u ${SSH_USER} >/dev/null 2>&1 ||`,
        `    useradd --home-dir /var/lib/${SSH_USER} --create-home --shell /bin/bash ${SSH_USER}`,
        // New users have "!", which sshd without PAM takes for a locked account; no password gives "*".
        `usermod --password '*' ${SSH_USER}`,
        `mkdir -p ${AUTHORIZED_KEYS}`,
        write(`${AUTHORIZED_KEYS}/${SSH_USER}`, [authorizedKey.trim()]),
        write(`/etc/sudoers.d/90-${SSH_USER}`, [`${SSH_USER} ALL=(ALL) NOPASSWD:ALL`]),
        `chmod 0440 /etc/sudoers.d/90-${SSH_USER}`,
        "",
    ].join("\n");
}

/** Command that writes a file anew: what is there may be a link into a /run that the node does not have. */
function write(file: string, lines: readonly string[]): string {
    const text = lines.length === 0 ? ":" : `printf '%s\\n' ${lines.map(quote).join(" ")}`;
    return `rm -f ${file}; ${text} > ${file}`;
}
