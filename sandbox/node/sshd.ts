import { join } from "node:path";
import type { NodeAddresses } from "../settings/addresses";
import { startDaemon } from "../system/processes";
import type { Settings } from "../settings/settings";
import { placement } from "./node";
import { nodePaths } from "./paths";
import { HOST_KEY_TYPES, hostKeyFile } from "./sshFiles";
import { sshdConfig } from "./sshText";
import { writeConfig } from "./writeConfig";

/**
 * Runs as sshd under the node's name, which those who log in see too.
 * sshd wants to be called by its whole path: it runs itself anew for every connection.
 */
const START = 'hostname "$1" && exec "$(command -v sshd)" -D -e -f "$2"';

/** Starts sshd in a prepared node; it listens on every address of the node, port 22. */
export async function startSshd(settings: Settings, node: NodeAddresses): Promise<void> {
    const config = join(nodePaths(settings, node).etc, "sshd_config");
    const hostKeys = HOST_KEY_TYPES.map((type) => hostKeyFile(settings, node, type));
    await writeConfig(config, sshdConfig(hostKeys));
    await startDaemon(settings, {
        name: `${node.name}-sshd`,
        command: "unshare",
        args: ["--uts", "sh", "-c", START, "sh", node.name, config],
        ...placement(settings, node),
    });
}
