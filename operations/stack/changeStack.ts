import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { operatorError } from "../../components/operatorError";
import { renderPath } from "../../stacks/configuration/types/problem";
import type { Setting } from "../../stacks/survey/surveyProblem";
import { pulumiFailure } from "./pulumiFailure";
import type { StackQuery } from "./readStack";
import { runPulumi } from "./runPulumi";
import { fileFlag, stackFlag } from "./stackFlags";

/** The flags that name a stack and its configuration. */
function flags({ stack, configFile, projectDir }: StackQuery): readonly string[] {
    const file = configFile === undefined ? undefined : resolve(projectDir, configFile);
    return [...stackFlag(stack), ...fileFlag(file)];
}

/** Writes keys of a stack's configuration, or removes them, one after the other. */
export async function setConfig(query: StackQuery, settings: readonly Setting[]): Promise<void> {
    const { projectDir, environment } = query;
    for (const { path, value } of settings) {
        const change = value === undefined ? ["rm"] : ["set"];
        const key = ["--path", renderPath(path), ...(value === undefined ? [] : [value])];
        await runPulumi(["config", ...change, ...flags(query), ...key], {
            ...{ projectDir, environment },
            stopped: "The configuration may be changed in part, and this can be run again",
        });
    }
}

/** Runs `pulumi up`, whose output goes to the terminal. Rejects where it fails. */
export async function up(query: StackQuery): Promise<void> {
    const args = ["up", "--yes", "--skip-preview", "--non-interactive", ...flags(query)];
    const run = spawn("pulumi", args, {
        cwd: query.projectDir,
        env: { ...query.environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
        stdio: ["ignore", "inherit", "inherit"],
    });
    const stopped = "The step was not done, and this can be run again";
    const [code] = (await once(run, "close").catch((error: unknown) => {
        const reason = (error as NodeJS.ErrnoException).code ?? "";
        throw operatorError(pulumiFailure(["up"], reason, stopped));
    })) as [number | null];
    if (code !== 0) throw operatorError(`${stopped}: \`pulumi up\` failed; see above.`);
}
