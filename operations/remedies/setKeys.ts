import { renderPath, type ConfigPath } from "../../stacks/configuration/types/problem";
import type { Setting } from "../../stacks/survey/surveyProblem";
import { pulumi, type PulumiCommand, type Remedy } from "./remedy";

/** The command that sets a key of the configuration, or removes it. */
export function setKey(path: ConfigPath, value?: string): PulumiCommand {
    const text = renderPath(path);
    const key = text === path[0] ? [text] : ["--path", text];
    return value === undefined ? pulumi("config rm", ...key) : pulumi("config set", ...key, value);
}

/** The commands that set keys of the configuration, or remove them, and apply that. */
export function setKeys(settings: readonly Setting[]): Remedy {
    const commands = settings.map(({ path, value }) => setKey(path, value));
    return commands.length === 0 ? [] : [...commands, pulumi("up")];
}
