import { readdirSync, readFileSync } from "node:fs";
import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { ip } from "./ip";

const FOLDER = "/run/netns";

/** Mount points of one filesystem type, from the text of /proc/self/mountinfo. */
export function mountPoints(mountinfo: string, type: string): string[] {
    return mountinfo.split("\n").flatMap((line) => {
        const [mount = "", source = ""] = line.split(" - ");
        return source.startsWith(`${type} `) ? [mount.split(" ")[4] ?? ""] : [];
    });
}

/** Live network namespaces whose names start with `PREFIX-`. */
export function liveNamespaces(prefix: string): string[] {
    const start = `${FOLDER}/${prefix}-`;
    const points = mountPoints(readFileSync("/proc/self/mountinfo", "utf8"), "nsfs");
    const names = points
        .filter((path) => path.startsWith(start))
        .map((path) => path.slice(FOLDER.length + 1));
    return [...new Set(names)].sort();
}

/** Makes a network namespace with its loopback up, unless it is there. */
export async function ensureNamespace(prefix: string, name: string): Promise<void> {
    if (!liveNamespaces(prefix).includes(name)) {
        // Where /run is on a disk, the name outlives the namespace after a restart of the machine.
        await rm(join(FOLDER, name), { force: true });
        await ip(["netns", "add", name]);
    }
    await ip(["link", "set", "lo", "up"], name);
}

/** Removes every network namespace of the prefix, and names that no longer hold one. */
export async function removeNamespaces(prefix: string): Promise<void> {
    await Promise.all(liveNamespaces(prefix).map((name) => ip(["netns", "delete", name])));
    for (const name of namesIn(FOLDER)) {
        if (name.startsWith(`${prefix}-`)) await rm(join(FOLDER, name), { force: true });
    }
}

/** Whether `ip netns` has been used on this machine, which leaves a mount behind. */
export function namespaceFolderExists(): boolean {
    return readFileSync("/proc/self/mountinfo", "utf8").includes(` ${FOLDER} `);
}

/** Takes back the mount that `ip netns` made, if nobody uses it. */
export async function removeNamespaceFolder(): Promise<void> {
    if (namesIn(FOLDER).length > 0 || !namespaceFolderExists()) return;
    await execa("umount", [FOLDER], { reject: false });
    await rmdir(FOLDER).catch(() => undefined);
}

function namesIn(folder: string): string[] {
    try {
        return readdirSync(folder);
    } catch {
        return [];
    }
}
