import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import type { SurveyProblem } from "../../stacks/survey/surveyProblem";
import type { Finding } from "../findings/finding";
import { MAKE_DELETED_AGAIN } from "../remedies/kubectl";
import { openstackCommand } from "../remedies/openstackCommand";
import { setKeys } from "../remedies/setKeys";

/** A problem of the survey as doctor tells it; `pre` is whether the question is if `up` can succeed. Pure. */
export function problemFinding(
    problem: SurveyProblem,
    config: PlainClusterConfig,
    pre: boolean,
): Finding {
    const { code, where, what, why, commands, settings, onlyStopsUp = false } = problem;
    return {
        severity: onlyStopsUp && !pre ? "warning" : "error",
        code,
        where,
        what,
        why,
        remedy: [
            ...commands.map((words) => openstackCommand(config, words)),
            ...setKeys(settings),
            ...(code === "router-without-gateway" ? [MAKE_DELETED_AGAIN] : []),
        ],
    };
}
