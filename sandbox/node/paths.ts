import { join } from "node:path";
import type { NodeAddresses } from "../settings/addresses";
import type { Settings } from "../settings/settings";

/** Where the parts of one node lie on the machine. */
export interface NodePaths {
    /** Holds everything of the node that lies in the state folder. */
    readonly folder: string;
    /** Becomes /var/lib of the node; kept over a restart of the machine, as a real node's disk. */
    readonly lib: string;
    /** Becomes /var/log of the node. */
    readonly log: string;
    /** Configuration files of containerd, CNI, kubelet and sshd. */
    readonly etc: string;
    /** containerd's own folder, seen from outside the node. */
    readonly containerd: string;
    /** File that keeps the node's mount namespace alive. */
    readonly mountNamespace: string;
    /** Control group of everything on the node. */
    readonly cgroup: string;
    /** Which images containerd was given. */
    readonly imageRecord: string;
}

/** Folder of everything about nodes in the state folder. */
export function nodesFolder({ stateDir }: Settings): string {
    return join(stateDir, "nodes");
}

/** Holds the nodes' mount namespaces; in memory, so that a restart of the machine clears it. */
export function runtimeFolder({ prefix }: Settings): string {
    return `/run/${prefix}-sandbox`;
}

/** Paths of one node. */
export function nodePaths(settings: Settings, node: NodeAddresses): NodePaths {
    const folder = join(nodesFolder(settings), node.netns);
    return {
        folder,
        lib: join(folder, "lib"),
        log: join(folder, "log"),
        etc: join(folder, "etc"),
        containerd: join(folder, "lib", "containerd"),
        mountNamespace: join(runtimeFolder(settings), `${node.netns}.mnt`),
        cgroup: `${settings.prefix}/${node.netns}`,
        imageRecord: join(folder, "images.json"),
    };
}

/** Folders that a node replaces by its own, so that nothing of ours may lie there. */
const REPLACED = ["/etc", "/run", "/var/lib", "/var/log", "/var/run"];

/** One message if a folder that nodes must see would be hidden from them, else undefined. */
export function describeHiddenFolder(variable: string, folder: string): string | undefined {
    const hidden = REPLACED.find((top) => folder === top || folder.startsWith(`${top}/`));
    if (hidden === undefined) return undefined;
    return (
        `${variable} is ${folder}: every node of the sandbox has a ${hidden} of its own and would not ` +
        `see it; set ${variable} to a folder elsewhere, for example /opt/linkerd-multicluster`
    );
}
