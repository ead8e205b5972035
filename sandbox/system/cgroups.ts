import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const ROOT = "/sys/fs/cgroup";

const V2_CONTROLLERS = ["cpu", "cpuset", "io", "memory", "pids", "hugetlb"];

/** Where control groups are made: one tree (version 2), or one per mounted hierarchy (version 1, also hybrid). */
export interface CgroupLayout {
    readonly version: 1 | 2;
    readonly trees: readonly string[];
}

/** Finds the control group file systems below `root`. */
export function cgroupLayout(root = ROOT): CgroupLayout {
    if (existsSync(join(root, "cgroup.controllers"))) return { version: 2, trees: [root] };
    // Folders only: beside `cpu,cpuacct` there are links `cpu` and `cpuacct` to it.
    const trees = readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(root, entry.name))
        .filter((folder) => existsSync(join(folder, "cgroup.procs")));
    return { version: 1, trees };
}

/** The `cgroup.procs` files that put a process into `group`; kubelet makes the pods' groups beside `daemons`. */
export function procsFiles(layout: CgroupLayout, group: string): string[] {
    return layout.trees.map((tree) => join(tree, group, "daemons", "cgroup.procs"));
}

/**
 * Makes `group` (for example `lmc/c1n1`) in every tree, ready for kubelet's `cgroupRoot`.
 *
 * Processes go into the child `daemons`: version 2 allows none in a group that hands controllers on.
 */
export async function makeCgroup(layout: CgroupLayout, group: string): Promise<void> {
    const path = [...group.split("/"), "daemons"];
    for (const tree of layout.trees) {
        let folder = tree;
        for (const part of path) {
            if (layout.version === 2) await delegate(folder);
            const parent = folder;
            folder = join(folder, part);
            await mkdir(folder, { recursive: true });
            if (layout.version === 1) await inheritCpuset(parent, folder);
        }
    }
}

/** Version 1 refuses processes in a cpuset whose lists are empty, and new ones are. */
async function inheritCpuset(parent: string, folder: string): Promise<void> {
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
        if (!existsSync(join(folder, file))) continue;
        await writeFile(join(folder, file), await readFile(join(parent, file), "utf8"));
    }
}

async function delegate(folder: string): Promise<void> {
    const offered = (await readFile(join(folder, "cgroup.controllers"), "utf8")).split(/\s+/);
    for (const controller of V2_CONTROLLERS.filter((name) => offered.includes(name))) {
        await writeFile(join(folder, "cgroup.subtree_control"), `+${controller}`);
    }
}

/** Every process in `group` and below it, in any tree. */
export function processesIn(layout: CgroupLayout, group: string): number[] {
    const found = new Set<number>();
    for (const folder of groupFolders(layout, group)) {
        for (const line of procsOf(folder)) found.add(Number(line));
    }
    // 0 stands for processes of another pid namespace; a signal to 0 would hit this process's own group.
    found.delete(0);
    return [...found];
}

function procsOf(folder: string): string[] {
    try {
        return readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean);
    } catch {
        return []; // The group went away between listing and reading.
    }
}

/**
 * Kills whatever runs in `group` and removes it from every tree.
 *
 * Pods' processes are nobody's children here, so the control group is the only complete list of them.
 */
export async function removeCgroup(layout: CgroupLayout, group: string): Promise<void> {
    const deadline = performance.now() + 20_000;
    for (;;) {
        const pids = processesIn(layout, group);
        if (pids.length === 0) break;
        if (performance.now() > deadline) {
            throw new Error(
                `control group ${group}: processes ${pids.join(", ")} do not end after SIGKILL; ` +
                    "look at them with: ps -o pid,stat,wchan:20,args -p " +
                    pids.join(","),
            );
        }
        for (const pid of pids) kill(pid);
        await delay(50);
    }
    for (const folder of groupFolders(layout, group).reverse()) await removeFolder(folder);
}

async function removeFolder(folder: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
        try {
            await rmdir(folder);
            return;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
            // A killed process leaves its group only when the kernel has taken it down.
            if (attempt === 100) throw error;
            await delay(50);
        }
    }
}

/** Folders of `group` in every tree, parents first. */
function groupFolders(layout: CgroupLayout, group: string): string[] {
    const folders: string[] = [];
    const visit = (folder: string) => {
        let entries;
        try {
            entries = readdirSync(folder, { withFileTypes: true });
        } catch {
            return;
        }
        folders.push(folder);
        for (const entry of entries) if (entry.isDirectory()) visit(join(folder, entry.name));
    };
    for (const tree of layout.trees) visit(join(tree, group));
    return folders;
}

function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It ended by itself.
    }
}
