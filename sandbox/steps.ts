import { Listr, PRESET_TIMER } from "listr2";

/** One step of a command. */
export interface Step {
    readonly title: string;
    /** Does the step; `report` shows what it is at. */
    readonly run: (report: (line: string) => void) => Promise<void>;
}

/** Runs steps one after the other and shows each with its time: live on a terminal, as plain lines elsewhere. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
    let failure: unknown;
    const list = new Listr<unknown, "default", "simple">(
        steps.map(({ title, run }) => ({
            title,
            task: async (_, task) => {
                try {
                    await run((line) => {
                        task.output = line;
                    });
                } catch (error) {
                    failure = error;
                    // The message itself may have many lines; it is shown once, after the list.
                    throw new Error("see below", { cause: error });
                }
            },
        })),
        {
            rendererOptions: { timer: PRESET_TIMER, collapseErrors: false },
            fallbackRenderer: "simple",
            fallbackRendererOptions: { timer: PRESET_TIMER },
        },
    );
    try {
        await list.run();
    } catch (error) {
        console.log();
        throw failure ?? error;
    }
}
