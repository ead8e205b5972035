import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { execa } from "execa";
import { planAddresses } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { HOST_KEY_TYPES, hostKeyFile, sshFiles } from "./sshFiles";
import { knownHosts, sshClientConfig } from "./sshText";
import { writeConfig } from "./writeConfig";

/** Makes what is missing of the operator's key and the nodes' host keys, known_hosts and the client's configuration. */
export async function ensureSshFiles(settings: Settings): Promise<void> {
    const files = sshFiles(settings);
    const { clusters } = planAddresses(settings);
    await mkdir(files.folder, { recursive: true, mode: 0o700 });
    await ensureKey(files.privateKey, "ed25519", "operator");
    await Promise.all(
        clusters
            .flatMap(({ nodes }) => nodes)
            .flatMap((node) =>
                HOST_KEY_TYPES.map((type) =>
                    ensureKey(hostKeyFile(settings, node, type), type, node.name),
                ),
            ),
    );
    const publicKey = (name: string) =>
        readFileSync(`${hostKeyFile(settings, { name }, "ed25519")}.pub`, "utf8");
    await writeConfig(files.knownHosts, knownHosts(clusters, publicKey));
    await writeConfig(files.clientConfig, sshClientConfig(clusters, files));
}

/** Makes a key without a passphrase, unless it is there. */
async function ensureKey(file: string, type: string, comment: string): Promise<void> {
    // ssh-keygen writes the public key last.
    if (existsSync(`${file}.pub`)) return;
    await mkdir(dirname(file), { recursive: true });
    await rm(file, { force: true });
    // Its default of 3072 bits takes a second, and there is one per node.
    const bits = type === "rsa" ? ["-b", "2048"] : [];
    await execa("ssh-keygen", ["-q", "-t", type, ...bits, "-N", "", "-C", comment, "-f", file]);
}
