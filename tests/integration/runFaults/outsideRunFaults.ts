import { cp, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { serveCharts } from "../../../sandbox/charts/serve";
import { backendFolder } from "../../../sandbox/stack/environment";
import { stopDaemon } from "../../../sandbox/system/processes";
import type { RunFault, RunScene } from "./runFault";

const stopCharts = ({ stack: { settings } }: RunScene) => stopDaemon(settings, "charts");
const startCharts = ({ stack: { settings } }: RunScene) => serveCharts(settings);

const filler = ({ stack: { settings } }: RunScene) => join(backendFolder(settings), "filler");

/** Puts the folder of the state on a disk of its own that has room for little more. */
async function onSmallDisk({ stack: { settings } }: RunScene): Promise<void> {
    const folder = backendFolder(settings);
    await cp(folder, `${folder}-kept`, { recursive: true });
    await execa("mount", ["-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", folder]);
    await cp(`${folder}-kept`, folder, { recursive: true });
}

async function offSmallDisk(scene: RunScene): Promise<void> {
    const folder = backendFolder(scene.stack.settings);
    await rm(filler(scene), { force: true });
    await cp(folder, `${folder}-kept`, { recursive: true });
    await execa("umount", [folder]);
    await rm(folder, { recursive: true });
    await execa("mv", [`${folder}-kept`, folder]);
}

async function fill(scene: RunScene): Promise<void> {
    const { bavail, bsize } = await statfs(backendFolder(scene.stack.settings));
    await writeFile(filler(scene), Buffer.alloc(bavail * bsize));
}

/** What happens outside of clusters and clouds. */
export const OUTSIDE_RUN_FAULTS: readonly RunFault[] = [
    {
        title: "the chart repository is gone, and its charts are pinned",
        inject: stopCharts,
        clear: startCharts,
        says: /does not answer: connect ECONNREFUSED/,
    },
    {
        title: "the chart repository is gone, and its charts are not pinned",
        work: (first, second, config) => {
            second.gateway.replicas = 1;
            config["linkerd-multicluster:chartDigests"] = {};
        },
        inject: stopCharts,
        clear: startCharts,
        where: ({ second }) => second,
        says: /connection refused/,
    },
    {
        title: "the disk of the state is full",
        work: (first) => {
            first.nodes.revision = 100;
        },
        prepare: onSmallDisk,
        at: ({ first }) => new RegExp(`${first.name}-routes-.* updating`),
        inject: fill,
        clear: offSmallDisk,
        says: /no space left on device/,
    },
];
