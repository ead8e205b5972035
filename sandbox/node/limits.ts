import { readdirSync, readlinkSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../settings/settings";
import { cgroupLayout, processesIn } from "../system/cgroups";

/** Limits of the whole machine that kubelets use up, as files below /proc/sys. */
const INSTANCES = "fs/inotify/max_user_instances";
const INOTIFY = "anon_inode:inotify";
const WATCHES = "fs/inotify/max_user_watches";

/**
 * What the sandbox needs of each limit, by file, beside `instancesInUse` by everything else.
 *
 * Counted on a running sandbox in /proc/PID/fdinfo: 7 instances on a node (6 of them kubelet's), 8 more
 * on one with a control plane. The rest is for pods.
 */
export function neededLimits(
    { clusters, nodes }: Pick<Settings, "clusters" | "nodes">,
    instancesInUse: number,
): Record<string, number> {
    const total = clusters * nodes;
    return {
        [INSTANCES]: instancesInUse + 16 + total * 10 + clusters * 16,
        [WATCHES]: 8192 + total * 1024,
    };
}

/** A limit that was raised. */
export interface RaisedLimit {
    readonly file: string;
    readonly before: string;
    readonly now: string;
}

/** Raises what is too low. */
export async function raiseLimits(
    settings: Settings,
    report: (line: string) => void,
): Promise<RaisedLimit[]> {
    const raised: RaisedLimit[] = [];
    const inUse = countInstances(new Set(processesIn(cgroupLayout(), settings.prefix)));
    for (const [file, needed] of Object.entries(neededLimits(settings, inUse))) {
        const before = await read(file);
        if (Number(before) >= needed) continue;
        const name = file.replaceAll("/", ".");
        const now = String(needed);
        try {
            await writeFile(`/proc/sys/${file}`, now);
        } catch {
            throw new Error(
                `${name} is ${before}, and the sandbox, which needs ${now}, may not change it; ` +
                    `type: sudo sysctl -w ${name}=${now}`,
            );
        }
        report(`raised ${name} from ${before} to ${now}; down puts it back`);
        raised.push({ file, before, now });
    }
    return raised;
}

/** Puts back what {@link raiseLimits} changed, unless somebody changed it since. */
export async function restoreLimits(raised: readonly RaisedLimit[]): Promise<void> {
    for (const { file, before, now } of raised) {
        if ((await read(file)) === now) await writeFile(`/proc/sys/${file}`, before);
    }
}

/** The inotify instances of all processes but `own`. The limit is per user, and root owns nearly all of them. */
function countInstances(own: ReadonlySet<number>): number {
    const pids = readdirSync("/proc").filter(
        (name) => /^\d+$/.test(name) && !own.has(Number(name)),
    );
    return pids.flatMap((pid) => openFiles(`/proc/${pid}/fd`)).filter((file) => file === INOTIFY)
        .length;
}

function openFiles(folder: string): string[] {
    // A process may end, or close a file, while it is looked at.
    try {
        return readdirSync(folder).map((fd) => targetOf(join(folder, fd)));
    } catch {
        return [];
    }
}

function targetOf(link: string): string {
    try {
        return readlinkSync(link);
    } catch {
        return "";
    }
}

async function read(file: string): Promise<string> {
    return (await readFile(`/proc/sys/${file}`, "utf8")).trim();
}
