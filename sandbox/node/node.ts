import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NodeAddresses } from "../settings/addresses";
import { POD_NETWORK } from "../settings/addresses";
import { daemonPid, startDaemon } from "../system/processes";
import type { Settings } from "../settings/settings";
import { cgroupLayout, makeCgroup } from "../system/cgroups";
import { cniConfig, containerdConfig } from "./containerdConfig";
import type { ImageRecord, NodeImage } from "./imageStore";
import { changedImages, cloneImageStore, importImages, readImageRecord } from "./imageStore";
import { kubeletConfig } from "./kubelet";
import { loginScript } from "./loginScript";
import { ensureMountNamespace } from "./mounts";
import { nodePaths } from "./paths";
import { waitForRuntime } from "./runtimeReady";
import { writeConfig } from "./writeConfig";

/** Everything all nodes of the sandbox have in common. */
export interface NodeImages {
    /** Folder made by ensureImageStore. */
    readonly store: string;
    readonly images: readonly NodeImage[];
    readonly record: ImageRecord;
    readonly pauseImage: string;
}

/** Certificates and kubeconfigs of one node, by path. */
export interface NodeCredentials {
    readonly caFile: string;
    readonly certFile: string;
    readonly keyFile: string;
    readonly kubeletKubeconfig: string;
    readonly proxyKubeconfig: string;
}

/**
 * Makes control group and mount namespace of a node, and the user that logs in with `authorizedKey`;
 * its network namespace is there already.
 */
export async function prepareNode(
    settings: Settings,
    node: NodeAddresses,
    authorizedKey: string,
): Promise<void> {
    const paths = nodePaths(settings, node);
    await makeCgroup(cgroupLayout(), paths.cgroup);
    await ensureMountNamespace(paths, loginScript(node, authorizedKey));
}

/** Starts containerd in a prepared node and sees to it that it has every image. */
export async function startRuntime(
    settings: Settings,
    node: NodeAddresses,
    given: NodeImages,
): Promise<void> {
    const paths = nodePaths(settings, node);
    let present = await readImageRecord(paths);
    if (Object.keys(present).length === 0) {
        await cloneImageStore(given.store, paths);
        present = given.record;
    }
    const config = join(paths.etc, "containerd.toml");
    await writeConfig(config, containerdConfig(paths, given.pauseImage));
    await writeConfig(join(paths.etc, "cni", "10-pods.conflist"), cniConfig(node));
    const daemon = `${node.name}-containerd`;
    await startDaemon(settings, {
        name: daemon,
        command: "containerd",
        args: ["--config", config],
        ...placement(settings, node),
    });
    await waitForRuntime(daemonPid(settings, daemon));
    await importImages(paths, changedImages(given.images, given.record, present));
    await writeFile(paths.imageRecord, JSON.stringify(given.record));
}

/** Starts kubelet and kube-proxy of a node whose containerd runs. */
export async function startNode(
    settings: Settings,
    node: NodeAddresses,
    bin: string,
    credentials: NodeCredentials,
): Promise<void> {
    const paths = nodePaths(settings, node);
    const config = join(paths.etc, "kubelet.yaml");
    const resolvConf = join(paths.etc, "resolv.conf");
    // Empty: a node reaches no name server outside the sandbox.
    await writeConfig(resolvConf, "");
    await writeConfig(config, kubeletConfig({ ...credentials, resolvConf, cgroup: paths.cgroup }));
    await startDaemon(settings, {
        name: `${node.name}-kubelet`,
        command: join(bin, "kubelet"),
        args: [
            `--config=${config}`,
            `--kubeconfig=${credentials.kubeletKubeconfig}`,
            `--hostname-override=${node.name}`,
            `--node-ip=${node.ip}`,
        ],
        ...placement(settings, node),
    });
    await startDaemon(settings, {
        name: `${node.name}-kube-proxy`,
        command: join(bin, "kube-proxy"),
        args: [
            `--kubeconfig=${credentials.proxyKubeconfig}`,
            `--hostname-override=${node.name}`,
            "--proxy-mode=iptables",
            `--cluster-cidr=${POD_NETWORK}`,
            // The limit is the whole machine's.
            "--conntrack-max-per-core=0",
            "--oom-score-adj=0",
        ],
        ...placement(settings, node),
    });
}

/** Where a daemon of a node runs. */
export function placement(settings: Settings, node: NodeAddresses) {
    const { cgroup, mountNamespace } = nodePaths(settings, node);
    return { netns: node.netns, mountNamespace, cgroup };
}
