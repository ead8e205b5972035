import { Listr, PRESET_TIMER, type ListrTask } from "listr2";
import { alone } from "./alone";
import { serveCharts } from "./charts/serve";
import { ensureCharts } from "./charts/charts";
import { upClusters } from "./cluster/upClusters";
import { ensureImages, type ImageArchive } from "./images/ensureImages";
import { upNetwork } from "./network/upNetwork";
import type { Settings } from "./settings";
import { createStack } from "./stack/createStack";
import { isOutcome, pulumi } from "./stack/pulumi";
import { ensurePackages } from "./system/ensurePackages";
import { renderSummary } from "./summary";
import type { ToolchainMode } from "./toolchain/installedPulumi";
import { ensureToolchain, type Toolchain } from "./toolchain/toolchain";

/** What `up` is told. */
export interface UpOptions {
    readonly toolchain: ToolchainMode;
    /** Whether to run the program on the clusters. */
    readonly stack: boolean;
}

/** Filled in by one step, read by the next. */
interface Progress {
    toolchain?: Toolchain;
    images?: readonly ImageArchive[];
    repository?: string;
}

/**
 * Everything from packages to linked clusters; returns the summary.
 *
 * Every step finds what it made before, so repeating the command after an interruption goes on there.
 */
export async function up(settings: Settings, options: UpOptions): Promise<string> {
    return alone(settings, "up", async () => {
        const progress: Progress = {};
        const steps = new Listr<Progress, "default", "simple">(upSteps(settings, options), {
            ctx: progress,
            rendererOptions: {
                timer: PRESET_TIMER,
                showErrorMessage: false,
                collapseErrors: false,
            },
            fallbackRenderer: "simple",
            fallbackRendererOptions: { timer: PRESET_TIMER },
        });
        await steps.run();
        return renderSummary(settings, need(progress.toolchain).parts, options.stack);
    });
}

type Task = { output: string };

function upSteps(settings: Settings, options: UpOptions): ListrTask<Progress>[] {
    const reporter = (task: Task) => (line: string) => {
        task.output = line;
    };
    return [
        {
            title: "System packages",
            task: (_, task) => ensurePackages(reporter(task)),
        },
        {
            title: "Toolchain",
            task: async (progress, task) => {
                const mode = options.toolchain;
                progress.toolchain = await ensureToolchain(settings, mode, reporter(task));
            },
        },
        {
            title: "Charts",
            task: async (progress) => {
                await ensureCharts(settings, need(progress.toolchain));
                progress.repository = await serveCharts(settings);
            },
        },
        {
            title: "Images",
            task: async (progress) => {
                progress.images = await ensureImages(settings, need(progress.toolchain));
            },
        },
        {
            title: "Network",
            task: async (_, task) => {
                await upNetwork(settings, reporter(task));
            },
        },
        {
            title: `${String(settings.clusters)} clusters of ${String(settings.nodes)} nodes`,
            task: ({ toolchain, images }, task) =>
                upClusters(settings, need(toolchain), need(images), reporter(task)),
        },
        {
            title: "Stack",
            task: ({ toolchain, repository }) =>
                createStack(settings, need(toolchain), need(repository)),
        },
        {
            title: "pulumi up",
            enabled: () => options.stack,
            task: async ({ toolchain }, task) => {
                const args = ["up", "--yes", "--skip-preview", "--suppress-progress"];
                const report = reporter(task);
                const onLine = (line: string) => {
                    if (isOutcome(line)) report(line.trim());
                };
                await pulumi(settings, need(toolchain), args, { onLine });
            },
        },
    ];
}

function need<T>(value: T | undefined): T {
    if (value === undefined) throw new TypeError("A step ran before the one that it builds on");
    return value;
}
