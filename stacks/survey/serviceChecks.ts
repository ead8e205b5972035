import { exportProblems, namespaceProblems } from "./exportChecks";
import type { SeenServices, ServicesConfig } from "./ownServices";
import { splitProblems } from "./splitChecks";
import type { SurveyProblem } from "./surveyProblem";

/** Everything that keeps `up` from the operator's own Services: `npm run doctor -- --pre` finds the same. Pure. */
export function serviceProblems(config: ServicesConfig, seen: SeenServices): SurveyProblem[] {
    return [
        ...namespaceProblems(config, seen),
        ...exportProblems(config, seen),
        ...splitProblems(config, seen),
    ];
}
