import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { operatorError } from "../../components/operatorError";
import { pulumiFailure } from "./pulumiFailure";

/** Bytes of a configuration, outputs or a state; kubeconfigs and certificates stand in them. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** Limit of time of one run of pulumi, milliseconds: a state that is far away does not answer at all. */
const PULUMI_TIMEOUT_MS = 120_000;

/** Where pulumi runs, and what it is given. */
export interface PulumiRun {
    /** Folder of Pulumi.yaml. */
    readonly projectDir: string;
    /** Variables of this process, on top of which pulumi runs. */
    readonly environment: NodeJS.ProcessEnv;
    /** Standard input. @default nothing */
    readonly input?: string;
    /** What did not happen where it fails. @default that nothing was looked at */
    readonly stopped?: string;
}

/**
 * What a run of pulumi prints. The automation API of the SDK has no word for `--config-file`, and its
 * errors quote the standard output, in which secrets stand.
 *
 * Rejects with one sentence for the operator where it fails.
 */
export async function runPulumi(
    args: readonly string[],
    { projectDir, environment, input = "", stopped }: PulumiRun,
): Promise<string> {
    const run = promisify(execFile)("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: projectDir,
        env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
        maxBuffer: LONGEST_OUTPUT,
        timeout: PULUMI_TIMEOUT_MS,
    });
    // One that ends without reading is told by its exit status.
    run.child.stdin?.on("error", () => undefined);
    run.child.stdin?.end(input);
    try {
        const { stdout } = await run;
        return stdout;
    } catch (error) {
        const { stderr, code, killed } = error as {
            stderr?: string;
            code?: string | number | null;
            killed?: boolean;
        };
        if (code === "ENOENT") throw operatorError(pulumiFailure(args, code, stopped));
        // Too long an output ends it too, with a code that is a text.
        const isLate = killed === true && typeof code !== "string";
        throw operatorError(pulumiFailure(args, isLate ? "ETIMEDOUT" : (stderr ?? ""), stopped));
    }
}
