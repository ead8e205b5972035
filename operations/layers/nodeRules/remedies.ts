import type { NodeAccess } from "../../../components/nodes/connection";
import { nested, sh, type ShellText, type Word } from "../../../components/shell";
import { setKey } from "../../remedies/setKeys";
import { pulumi, type Remedy } from "../../remedies/remedy";
import type { RuledCluster } from "./sources";

/** The command that runs another one on a node, through the bastion where there is one. */
export function onNode(
    ssh: NodeAccess<string>,
    address: string,
    command: ShellText,
    ...options: readonly string[]
): ShellText {
    const { bastion, user, port } = ssh;
    return sh`ssh ${[
        ...options,
        ...(bastion === undefined ? [] : ["-J", jump(bastion)]),
        ...portOption(port),
        `${user}@${address}`,
        nested(command),
    ]}`;
}

/** The command that runs another one on the bastion, or here where there is none. */
export function onBastion({ bastion }: NodeAccess<string>, command: ShellText): ShellText {
    if (bastion === undefined) return command;
    const { host, port, user } = bastion;
    return sh`ssh ${[...portOption(port), `${user}@${host}`, nested(command)]}`;
}

function portOption(port: number): readonly Word[] {
    return port === 22 ? [] : ["-p", port];
}

function jump({ host, port, user }: { host: string; port: number; user: string }): string {
    return port === 22 ? `${user}@${host}` : `${user}@${host}:${port}`;
}

function hostOf({ bastion, port }: NodeAccess<string>, isBastion: boolean, address: string) {
    return isBastion && bastion !== undefined ? bastion : { host: address, port };
}

/** The command that takes the key of a host as it shows it, through the bastion where there is one. */
export function takeHostKey(
    ssh: NodeAccess<string>,
    isBastion: boolean,
    address: string,
): ShellText {
    const { host, port } = hostOf(ssh, isBastion, address);
    const scan = sh`ssh-keyscan ${[...portOption(port), "-t", "ed25519", host]}`;
    return sh`${isBastion ? scan : onBastion(ssh, scan)} >> ~/.ssh/known_hosts  # or the file of nodes.knownHostsPath`;
}

/** The command that forgets the key of a host. */
export function forgetHostKey(
    ssh: NodeAccess<string>,
    isBastion: boolean,
    address: string,
): ShellText {
    const { host, port } = hostOf(ssh, isBastion, address);
    return sh`ssh-keygen -R ${port === 22 ? host : `[${host}]:${port}`}  # -f FILE for that of nodes.knownHostsPath`;
}

/**
 * What writes everything on every node of a cluster anew: the engine compares what it would write with
 * what it wrote, with `--refresh` too, so only another revision makes it write.
 */
export function writeAnew({ index, nodes }: Pick<RuledCluster, "index" | "nodes">): Remedy {
    const path = ["clusters", index, "nodes", "revision"];
    return [setKey(path, String(nodes.revision + 1)), pulumi("up")];
}
