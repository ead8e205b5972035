import type { NodeAccess } from "../../../components/nodes/connection";
import { quote } from "../../../components/nodes/shell";
import { setKey } from "../../remedies/setKeys";
import { pulumi, type Remedy } from "../../remedies/remedy";
import type { RuledCluster } from "./sources";

/** The command that runs another one on a node, through the bastion where there is one. */
export function onNode(
    ssh: NodeAccess<string>,
    address: string,
    command: string,
    ...options: readonly string[]
): string {
    const { bastion, user, port } = ssh;
    return [
        "ssh",
        ...options,
        ...(bastion === undefined ? [] : ["-J", jump(bastion)]),
        ...(port === 22 ? [] : ["-p", String(port)]),
        `${user}@${address}`,
        quote(command),
    ].join(" ");
}

/** The command that runs another one on the bastion, or here where there is none. */
export function onBastion({ bastion }: NodeAccess<string>, command: string): string {
    if (bastion === undefined) return command;
    const { host, port, user } = bastion;
    const option = port === 22 ? "" : `-p ${port} `;
    return `ssh ${option}${user}@${host} ${quote(command)}`;
}

function jump({ host, port, user }: { host: string; port: number; user: string }): string {
    return port === 22 ? `${user}@${host}` : `${user}@${host}:${port}`;
}

function hostOf({ bastion, port }: NodeAccess<string>, isBastion: boolean, address: string) {
    return isBastion && bastion !== undefined ? bastion : { host: address, port };
}

/** The command that takes the key of a host as it shows it, through the bastion where there is one. */
export function takeHostKey(ssh: NodeAccess<string>, isBastion: boolean, address: string): string {
    const { host, port } = hostOf(ssh, isBastion, address);
    const scan = `ssh-keyscan ${port === 22 ? "" : `-p ${port} `}-t ed25519 ${host}`;
    return `${isBastion ? scan : onBastion(ssh, scan)} >> ~/.ssh/known_hosts  # or the file of nodes.knownHostsPath`;
}

/** The command that forgets the key of a host. */
export function forgetHostKey(
    ssh: NodeAccess<string>,
    isBastion: boolean,
    address: string,
): string {
    const { host, port } = hostOf(ssh, isBastion, address);
    return `ssh-keygen -R ${port === 22 ? host : quote(`[${host}]:${port}`)}  # -f FILE for that of nodes.knownHostsPath`;
}

/**
 * What writes everything on every node of a cluster anew: the engine compares what it would write with
 * what it wrote, with `--refresh` too, so only another revision makes it write.
 */
export function writeAnew({ index, nodes }: Pick<RuledCluster, "index" | "nodes">): Remedy {
    const path = ["clusters", index, "nodes", "revision"];
    return [setKey(path, String(nodes.revision + 1)), pulumi("up")];
}
