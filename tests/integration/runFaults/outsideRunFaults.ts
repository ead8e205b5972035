import { cp, mkdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { serveCharts } from "../../../sandbox/charts/serve";
import { backendFolder } from "../../../sandbox/stack/environment";
import { stopDaemon } from "../../../sandbox/system/processes";
import { removeEmptyAttributes } from "../interruption/recovery";
import { revision } from "./nodeRunFaults";
import type { RunFault, RunScene } from "./runFault";

/** Folder of the state, a disk of its own, and what fills that. */
function places({ stack: { settings } }: RunScene) {
    const folder = backendFolder(settings);
    const disk = `${folder}-disk`;
    return { folder, disk, filler: join(disk, "filler"), after: `${folder}-after` };
}

async function isMounted(folder: string): Promise<boolean> {
    return (await execa("mountpoint", ["--quiet", folder], { reject: false })).exitCode === 0;
}

/** Puts the folder of the state on a disk of its own, with room for some updates more. */
async function onSmallDisk(scene: RunScene): Promise<void> {
    // What a run that was killed has left.
    await offSmallDisk(scene);
    const { folder, disk } = places(scene);
    const { stdout } = await execa("du", ["--summarize", "--block-size=1M", folder]);
    const size = `size=${String(4 * parseInt(stdout, 10) + 64)}m,mode=0700`;
    await mkdir(disk, { recursive: true });
    await execa("mount", ["-t", "tmpfs", "-o", size, "tmpfs", disk]);
    await cp(folder, disk, { recursive: true, preserveTimestamps: true });
    await execa("mount", ["--bind", disk, folder]);
}

/** Takes the state back from it, from wherever that was interrupted. */
async function offSmallDisk(scene: RunScene): Promise<void> {
    const { folder, disk, filler, after } = places(scene);
    if (!(await isMounted(disk))) return;
    await rm(filler, { force: true });
    if (await isMounted(folder)) {
        await rm(after, { recursive: true, force: true });
        await cp(disk, after, { recursive: true, preserveTimestamps: true });
        await execa("umount", [folder]);
        await rm(folder, { recursive: true });
        await rename(after, folder);
    }
    await execa("umount", [disk]);
    await rm(disk, { recursive: true });
}

/** Writes until there is no room: the engine writes at the same time. */
async function fill(scene: RunScene): Promise<void> {
    const { disk, filler } = places(scene);
    const { bavail, bsize } = await statfs(disk);
    try {
        await writeFile(filler, Buffer.alloc((bavail + 1) * bsize));
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
}

/** What happens outside of clusters and clouds. */
export const OUTSIDE_RUN_FAULTS: readonly RunFault[] = [
    {
        title: "the chart repository is gone",
        inject: ({ stack: { settings } }) => stopDaemon(settings, "charts"),
        clear: ({ stack: { settings } }) => serveCharts(settings),
        says: /does not answer: connect ECONNREFUSED/,
    },
    {
        title: "the disk of the state is full",
        work: revision,
        prepare: onSmallDisk,
        at: ({ first }) => new RegExp(`${first.name}-routes-.* updating`),
        inject: fill,
        clear: async (scene) => {
            await offSmallDisk(scene);
            const emptied = await removeEmptyAttributes(scene.stack);
            console.log(`the full disk has left an empty .attrs: ${emptied ? "yes" : "no"}`);
        },
        says: /no space left on device/,
    },
];
