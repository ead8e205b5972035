import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { operatorError } from "../../components/operatorError";
import { parseConfig } from "../../stacks/configuration/parseConfig";
import type { ParsedConfig } from "../../stacks/configuration/types/plainConfig";
import { pulumiFailure } from "./pulumiFailure";
import { rawConfig, stackOutputs, type StackOutputs } from "./pulumiOutput";

/** Bytes of a configuration or of outputs; kubeconfigs and certificates stand in them. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** Limit of time of one run of pulumi, milliseconds: a state that is far away does not answer at all. */
const PULUMI_TIMEOUT_MS = 120_000;

/** Which stack is read, and where. */
export interface StackQuery {
    /** Its name. @default the selected one */
    readonly stack?: string;
    /** Path of its configuration. @default Pulumi.STACK.yaml in the project's folder */
    readonly configFile?: string;
    /** Folder of Pulumi.yaml. */
    readonly projectDir: string;
    /** Variables of this process, on top of which pulumi runs. */
    readonly environment: NodeJS.ProcessEnv;
}

/** A stack as it is configured, and what it made. */
export interface StackReading {
    readonly stack: string;
    readonly parsed: ParsedConfig;
    /** Absent where no `pulumi up` has come to its end. */
    readonly outputs?: StackOutputs;
}

/**
 * Reads configuration and outputs of a stack through pulumi; selects and changes nothing.
 *
 * Rejects with one sentence for the operator where pulumi cannot say.
 */
export async function readStack(query: StackQuery): Promise<StackReading> {
    const { projectDir, environment } = query;
    const configFile =
        query.configFile === undefined ? undefined : resolve(projectDir, query.configFile);
    // Pulumi takes a file that is not there for an empty one.
    if (configFile !== undefined && !existsSync(configFile)) {
        throw operatorError(
            `Nothing was looked at: there is no file ${configFile} (--config-file).`,
        );
    }
    const run = (...args: string[]) => runPulumi(args, projectDir, environment);
    const stackFlag = query.stack === undefined ? [] : ["--stack", query.stack];
    const fileFlag = configFile === undefined ? [] : ["--config-file", configFile];
    const [name, config, outputs] = await Promise.all([
        run("stack", "--show-name", ...stackFlag),
        run("config", "--json", "--show-secrets", ...stackFlag, ...fileFlag),
        run("stack", "output", "--json", "--show-secrets", ...stackFlag),
    ]);
    const made = stackOutputs(outputs);
    return {
        stack: name.trim(),
        parsed: parseConfig(rawConfig(config), {
            projectDir,
            homeDir: homedir(),
            environment,
            now: Date.now,
            read: (path) => readFileSync(path, "utf8"),
        }),
        ...(made === undefined ? {} : { outputs: made }),
    };
}

/**
 * What a run of pulumi prints. The automation API of the SDK has no word for `--config-file`, and its
 * errors quote the standard output, in which secrets stand.
 */
async function runPulumi(
    args: readonly string[],
    cwd: string,
    environment: NodeJS.ProcessEnv,
): Promise<string> {
    try {
        const { stdout } = await promisify(execFile)(
            "pulumi",
            [...args, "--non-interactive", "--color", "never"],
            {
                cwd,
                env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
                maxBuffer: LONGEST_OUTPUT,
                timeout: PULUMI_TIMEOUT_MS,
            },
        );
        return stdout;
    } catch (error) {
        const { stderr, code, killed } = error as {
            stderr?: string;
            code?: string | number | null;
            killed?: boolean;
        };
        if (code === "ENOENT") throw operatorError(pulumiFailure(args, code));
        // Too long an output ends it too, with a code that is a text.
        const isLate = killed === true && typeof code !== "string";
        throw operatorError(pulumiFailure(args, isLate ? "ETIMEDOUT" : (stderr ?? "")));
    }
}
