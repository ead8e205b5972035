import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { operatorError } from "../../components/operatorError";
import { parseConfig } from "../../stacks/configuration/parseConfig";
import type { ParsedConfig } from "../../stacks/configuration/types/plainConfig";
import { rawConfig, stackOutputs, type StackOutputs } from "./pulumiOutput";
import { runPulumi, type PulumiRun } from "./runPulumi";
import { fileFlag, stackFlag } from "./stackFlags";

/** Which stack is read, and where. */
export interface StackQuery extends Pick<PulumiRun, "projectDir" | "environment"> {
    /** Its name. @default the selected one */
    readonly stack?: string;
    /** Path of its configuration. @default Pulumi.STACK.yaml in the project's folder */
    readonly configFile?: string;
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
    const run = (...args: string[]) => runPulumi(args, { projectDir, environment });
    const ofStack = stackFlag(query.stack);
    const [name, config, outputs] = await Promise.all([
        run("stack", "--show-name", ...ofStack),
        run("config", "--json", "--show-secrets", ...ofStack, ...fileFlag(configFile)),
        run("stack", "output", "--json", "--show-secrets", ...ofStack),
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
