import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import { renderProblem } from "../../stacks/configuration/types/problem";
import type { StackReading } from "./readStack";

/** A mesh that is up, or why there is none to ask. */
export function meshThatIsUp({
    stack,
    parsed,
    outputs,
}: StackReading): { readonly config: PlainMeshConfig } | { readonly refusal: string } {
    if ("problems" in parsed) {
        const problems = parsed.problems.map(
            (problem) => `  - ${renderProblem(problem, parsed.values, parsed.secretKeys)}`,
        );
        return {
            refusal: [`The configuration of stack "${stack}" is wrong:`, ...problems].join("\n"),
        };
    }
    if (outputs === undefined) {
        return { refusal: `Nothing of stack "${stack}" is up. Run\n  pulumi up` };
    }
    return parsed;
}
