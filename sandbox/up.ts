import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { alone } from "./system/alone";
import { ensureCharts } from "./charts/charts";
import { serveCharts, type ServedCharts } from "./charts/serve";
import { ensureEnforcement } from "./cloud/enforcement/ensureEnforcement";
import { ensureCloud } from "./cloud/ensureCloud";
import { neutronDatabase } from "./cloud/paths";
import { upClusters } from "./cluster/upClusters";
import { ensureImages, type ImageArchive } from "./images/ensureImages";
import { upNetwork } from "./cluster/upNetwork";
import { findLinkerd, lastLinkerd, type GivenLinkerd } from "./linkerd/findLinkerd";
import { cliName } from "./linkerd/versions";
import type { Settings } from "./settings/settings";
import { recordedSize, recordSize, sizeProblem } from "./settings/size";
import { createStack } from "./stack/createStack";
import { healthy } from "./stack/operations";
import { isOutcome, pulumi } from "./stack/pulumi";
import { hasSample, stackConfigFile } from "./stack/stackConfig";
import { runSteps, type Step } from "./steps";
import { renderSummary } from "./summary";
import { ensurePackages } from "./system/ensurePackages";
import type { ToolchainMode } from "./toolchain/installedPulumi";
import { placeProgram } from "./toolchain/pulumiHome";
import { ensureToolchain, type Toolchain } from "./toolchain/toolchain";

/** What `up` is told. */
export interface UpOptions {
    readonly toolchain: ToolchainMode;
    /** Whether to run the program on the clusters. */
    readonly stack: boolean;
    /** Whether a sandbox that is there may grow. */
    readonly add: boolean;
    /** Version of Linkerd that is given from outside, and the folder with its parts. */
    readonly linkerd?: string;
    readonly linkerdFrom?: string;
}

/** Filled in by one step, read by a later one. */
interface Progress {
    linkerd?: GivenLinkerd;
    toolchain?: Toolchain;
    images?: readonly ImageArchive[];
    charts?: ServedCharts;
    /** What doctor and verify said of the mesh. */
    reports?: string[];
}

/**
 * Everything from packages to linked clusters; returns the summary.
 *
 * Every step finds what it made before, so repeating the command after an interruption goes on there.
 */
export async function up(settings: Settings, options: UpOptions): Promise<string> {
    return alone(settings, "up", async () => {
        const problem = sizeProblem(recordedSize(settings), settings, options.add);
        if (problem !== undefined) throw new Error(problem);
        const progress: Progress = {};
        await runSteps([
            { title: "System packages", run: (report) => ensurePackages(report) },
            ...(await linkerdSteps(settings, options, progress)),
            ...clusterSteps(settings, options, progress),
            ...(options.stack ? stackSteps(settings, progress) : []),
        ]);
        return renderSummary(
            settings,
            need(progress.toolchain).parts,
            progress.reports,
            progress.linkerd,
        );
    });
}

/** Before anything is built: a message about a part that is missing should not take a quarter of an hour. */
async function linkerdSteps(
    settings: Settings,
    options: UpOptions,
    progress: Progress,
): Promise<Step[]> {
    const last = await lastLinkerd(settings);
    const linkerd = options.linkerd ?? last?.linkerd;
    if (linkerd === undefined) return [];
    const given = options.linkerdFrom ?? (options.linkerd === undefined ? last?.folder : undefined);
    const folder = resolve(settings.projectDir, given ?? settings.imageDir);
    return [
        {
            title: `Linkerd ${linkerd}`,
            run: async () => {
                progress.linkerd = await findLinkerd(settings, linkerd, folder);
            },
        },
    ];
}

function clusterSteps(settings: Settings, options: UpOptions, progress: Progress): Step[] {
    return [
        {
            title: "Toolchain",
            run: async (report) => {
                const toolchain = await ensureToolchain(settings, options.toolchain, report);
                if (progress.linkerd !== undefined) {
                    const { cli, version } = progress.linkerd;
                    await placeProgram(cli, join(toolchain.bin, cliName(version)));
                }
                progress.toolchain = toolchain;
            },
        },
        {
            title: "Charts",
            run: async () => {
                await ensureCharts(settings, need(progress.toolchain), progress.linkerd);
                progress.charts = await serveCharts(settings);
            },
        },
        {
            title: "Images",
            run: async () => {
                progress.images = await ensureImages(
                    settings,
                    need(progress.toolchain),
                    progress.linkerd,
                );
            },
        },
        {
            title: "Network",
            run: async (report) => {
                await upNetwork(settings, report);
                await recordSize(settings);
            },
        },
        {
            title: "Keystone and Neutron",
            run: (report) => ensureCloud(settings, report),
        },
        {
            // Before the clusters: until then nothing passes between nodes.
            title: "Routers and security groups",
            run: () => ensureEnforcement(settings, neutronDatabase(settings)),
        },
        {
            title: `${String(settings.clusters)} clusters of ${count(settings.nodes, "node")}`,
            run: (report) =>
                upClusters(settings, need(progress.toolchain), need(progress.images), report),
        },
        {
            title: "Stack",
            run: () =>
                createStack(
                    settings,
                    need(progress.toolchain),
                    need(progress.charts),
                    progress.linkerd?.version.linkerd,
                ),
        },
    ];
}

function stackSteps(settings: Settings, progress: Progress): Step[] {
    return [
        {
            title: "pulumi up",
            run: async (report) => {
                const args = ["up", "--yes", "--skip-preview", "--suppress-progress"];
                const onLine = (line: string) => {
                    if (isOutcome(line)) report(line.trim());
                };
                await pulumi(settings, need(progress.toolchain), args, { onLine });
            },
        },
        ...(["doctor", "verify"] as const).map((name) => ({
            title: `npm run ${name}`,
            run: async () => {
                progress.reports ??= [];
                const config = await readFile(stackConfigFile(settings), "utf8");
                // An operator who tries the program out may have turned it off.
                if (name === "verify" && !hasSample(config)) return;
                progress.reports.push(await healthy(settings, need(progress.toolchain), name));
            },
        })),
    ];
}

function count(number: number, noun: string): string {
    return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function need<T>(value: T | undefined): T {
    if (value === undefined) throw new TypeError("A step ran before the one that it builds on");
    return value;
}
