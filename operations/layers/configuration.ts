import { counted } from "../findings/counted";
import type { ParsedConfig, RefusedConfig } from "../../stacks/configuration/types/plainConfig";
import { showProblem, type Problem } from "../../stacks/configuration/types/problem";
import { setKey } from "../remedies/setKeys";
import { pulumi } from "../remedies/remedy";
import { oneFinding, type Finding } from "../findings/finding";
import type { Examination } from "../findings/layer";
import { insecureTransport } from "./insecureTransport";

/** A stack before anything is looked at: a configuration with mistakes makes no view of a mesh. */
export interface ConfiguredStack {
    readonly stack: string;
    readonly parsed: ParsedConfig;
    /** Whether a stack that is not up is something wrong. */
    readonly mustBeUp: boolean;
    readonly isUp: boolean;
}

/** The lowest layer; it has no view of a mesh to examine. */
export const configuration = { id: "configuration", title: "Configuration" } as const;

/** What is wrong with the configuration, or that nothing was made of it. */
export function examineConfiguration({
    stack,
    parsed,
    mustBeUp,
    isUp,
}: ConfiguredStack): Examination {
    if ("problems" in parsed) {
        return {
            findings: parsed.problems.flatMap((problem) => problemFinding(problem, parsed)),
            scope: `the configuration of ${stack}, and nothing else`,
            notChecked: [],
        };
    }
    const { clusters, links } = parsed.config;
    const insecure = insecureTransport(parsed.config);
    const nothing = oneFinding("error", "stack-not-up", stack, {
        what: "the stack has no outputs: no `pulumi up` has come to its end",
        why: "There is no mesh to look at. The other layers say whether `pulumi up` can succeed, as `npm run doctor -- --pre` does.",
        remedy: [pulumi("up")],
    });
    return {
        findings: isUp || !mustBeUp ? insecure : [...nothing, ...insecure],
        scope: `${clusters.length} clusters, ${counted(links.length, "link")}`,
        notChecked: [],
    };
}

function problemFinding(problem: Problem, { values, secretKeys }: RefusedConfig): Finding[] {
    const { path, isUnknownKey = false } = problem;
    const { where, what, command } = showProblem(problem, values, secretKeys);
    const change = setKey(path, isUnknownKey ? undefined : "VALUE");
    return oneFinding("error", "configuration-invalid", where, {
        what,
        why: "`pulumi up` refuses the configuration, and nothing else can be looked at.",
        remedy: [command ?? change],
    });
}
