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

const STOPPED = "The step was not done, and this can be run again";

/**
 * Writes keys of a stack's configuration, or removes them. All that are written come at once: some of
 * them are only valid together, and what is refused could not be gone on with.
 */
export async function setConfig(query: StackQuery, settings: readonly Setting[]): Promise<void> {
    const { projectDir, environment } = query;
    const run = (change: string, ...words: readonly string[]) =>
        runPulumi(["config", change, ...flags(query), "--path", ...words], {
            ...{ projectDir, environment, stopped: STOPPED },
        });
    const written = settings.flatMap(({ path, value }) =>
        value === undefined ? [] : ["--plaintext", `${renderPath(path)}=${value}`],
    );
    if (written.length > 0) await run("set-all", ...written);
    for (const { path } of settings.filter(({ value }) => value === undefined)) {
        await run("rm", renderPath(path));
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
    const [code] = (await once(run, "close").catch((error: unknown) => {
        const reason = (error as NodeJS.ErrnoException).code ?? "";
        throw operatorError(pulumiFailure(["up"], reason, STOPPED));
    })) as [number | null];
    if (code !== 0) throw operatorError(`${STOPPED}: \`pulumi up\` failed; see above.`);
}
