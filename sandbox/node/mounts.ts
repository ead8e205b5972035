import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { mountPoints } from "../network/namespaces";
import type { Settings } from "../settings/settings";
import { quote } from "../system/shell";
import type { NodePaths } from "./paths";
import { runtimeFolder } from "./paths";

/**
 * Kernel settings that kubelet writes for the whole machine, with the values it wants.
 * It leaves them alone where it reads these (k8s.io/component-helpers/node/util/sysctl).
 */
const KUBELET_SYSCTLS: Readonly<Record<string, number>> = {
    "vm/overcommit_memory": 1,
    "vm/panic_on_oom": 0,
    "kernel/panic": 10,
    "kernel/panic_on_oops": 1,
    "kernel/keys/root_maxkeys": 1_000_000,
    "kernel/keys/root_maxbytes": 25_000_000,
};

/**
 * Folder of the machine that a node sees, and whose changes stay in the node: users, sudoers, systemd
 * units, what the program writes. Not /home, which may hold the state folder.
 */
const OVERLAID = "/etc";

/** Makes the folder that keeps mount namespaces; private, since the kernel refuses to bind one on a shared mount. */
export async function ensureRuntimeFolder(settings: Settings): Promise<void> {
    const folder = runtimeFolder(settings);
    if (tmpfsMounted(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await execa("mount", ["-t", "tmpfs", "-o", "mode=0700,size=1m", "tmpfs", folder]);
    await execa("mount", ["--make-private", folder]);
}

/**
 * Gives a node its own mount namespace, in which /run, /var/lib and /var/log are the node's, and so is
 * what it changes in /etc. `setUp` is a shell script for the inside of a new one.
 *
 * containerd, kubelet and CNI then use their ordinary paths, device plugin sockets of two kubelets do
 * not meet, the machine's mount table stays as it is, and all mounts go when the last process goes.
 */
export async function ensureMountNamespace(paths: NodePaths, setUp: string): Promise<void> {
    for (const folder of [paths.lib, paths.log, paths.etc]) {
        await mkdir(folder, { recursive: true });
    }
    const live = mountPoints(readFileSync("/proc/self/mountinfo", "utf8"), "nsfs");
    if (live.includes(paths.mountNamespace)) return;
    await writeFile(paths.mountNamespace, "");
    try {
        await execa("unshare", [`--mount=${paths.mountNamespace}`, "--", "sh", "-eu"], {
            input: mountScript(paths) + setUp,
        });
    } catch (error) {
        // Kept, it would count as complete the next time.
        await execa("umount", ["--lazy", paths.mountNamespace], { reject: false });
        throw error;
    }
}

/** What is mounted inside a new node. */
export function mountScript(paths: Pick<NodePaths, "lib" | "log">): string {
    const sysctls = Object.entries(KUBELET_SYSCTLS).map(([name, value], i) => {
        const file = `/run/sysctl/${String(i)}`;
        // Not every kernel has every setting.
        return `[ ! -e /proc/sys/${name} ] || { echo ${String(value)} > ${file}; mount --bind ${file} /proc/sys/${name}; }`;
    });
    const own = `/run/overlay${OVERLAID}`;
    const overlays = [
        `mkdir -p ${own}/upper ${own}/work`,
        `mount -t overlay -o lowerdir=${OVERLAID},upperdir=${own}/upper,workdir=${own}/work overlay ${OVERLAID}`,
    ];
    return [
        // A stricter one would hide /etc and /run from all users but root.
        "umask 022",
        // Copies of the machine's other namespace files would keep those namespaces alive.
        "umount --lazy --recursive /run/netns 2>/dev/null || true",
        `chmod 0755 ${quote(paths.lib)}`,
        `mount --bind ${quote(paths.lib)} /var/lib`,
        `mount --bind ${quote(paths.log)} /var/log`,
        "mount -t tmpfs -o mode=0755 tmpfs /run",
        "mkdir -p /run/sysctl /run/lock /run/netns /run/sshd",
        ...sysctls,
        ...overlays,
        // Pods that ask for mount propagation are refused where / is private.
        "mount --make-rshared /",
        "",
    ].join("\n");
}

/** Lets go of every node's mount namespace; it ends with its last process. */
export async function removeRuntimeFolder(settings: Settings): Promise<void> {
    const folder = runtimeFolder(settings);
    if (!existsSync(folder)) return;
    const live = mountPoints(readFileSync("/proc/self/mountinfo", "utf8"), "nsfs");
    for (const entry of await readdir(folder)) {
        const file = join(folder, entry);
        if (live.includes(file)) await execa("umount", ["--lazy", file]);
    }
    if (tmpfsMounted(folder)) await execa("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true, force: true });
}

function tmpfsMounted(folder: string): boolean {
    return mountPoints(readFileSync("/proc/self/mountinfo", "utf8"), "tmpfs").includes(folder);
}
