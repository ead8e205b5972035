import { renderPath } from "../../stacks/configuration/types/problem";
import type { Setting } from "../../stacks/survey/surveyProblem";
import { pulumi, type Remedy } from "./remedy";

/** The commands that set keys of the configuration, or remove them, and apply that. */
export function setKeys(settings: readonly Setting[]): Remedy {
    if (settings.length === 0) return [];
    const commands = settings.map(({ path, value }) => {
        const key = path.length === 1 ? renderPath(path) : `--path '${renderPath(path)}'`;
        return value === undefined
            ? pulumi("config rm", key)
            : pulumi("config set", `${key} ${value}`);
    });
    return [...commands, pulumi("up")];
}

/** The commands that set a key of one cluster, by its place in its entry of `clusters`, and apply it. */
export function configSet(index: number, key: string, value: string): Remedy {
    return [pulumi("config set", `--path 'clusters[${index}].${key}' ${value}`), pulumi("up")];
}
