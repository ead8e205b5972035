import { counted } from "../findings/counted";
import type { ParsedConfig } from "../../stacks/configuration/types/plainConfig";
import type { Finding } from "../findings/finding";
import type { Examination } from "../findings/layer";

/** A stack before anything is looked at: a configuration with mistakes makes no view of a mesh. */
export interface ConfiguredStack {
    readonly stack: string;
    readonly parsed: ParsedConfig;
    /** Whether a stack that is not up is something wrong. */
    readonly mustBeUp: boolean;
    readonly isUp: boolean;
}

/** The lowest layer; it has no view of a mesh to examine. */
export const configuration = { id: "configuration", title: "Configuration" };

/** A problem as stacks/validation renders it: the path, the value or that there is none, the advice. */
const PROBLEM = /^((?:[\w-]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\]|\.)+) is (.*)$/s;

/** What is wrong with the configuration, or that nothing was made of it. */
export function examineConfiguration({
    stack,
    parsed,
    mustBeUp,
    isUp,
}: ConfiguredStack): Examination {
    if ("problems" in parsed) {
        return {
            findings: parsed.problems.map(problemFinding),
            scope: `the configuration of ${stack}, and nothing else`,
            notChecked: [],
        };
    }
    const { clusters, links } = parsed.config;
    const nothing: Finding = {
        severity: "error",
        where: stack,
        what: "the stack has no outputs: no `pulumi up` has come to its end",
        why: "There is no mesh to look at. The other layers say whether `pulumi up` can succeed, as `npm run doctor -- --pre` does.",
        remedy: "pulumi up",
    };
    return {
        findings: isUp || !mustBeUp ? [] : [nothing],
        scope: `${clusters.length} clusters, ${counted(links.length, "link")}`,
        notChecked: [],
    };
}

function problemFinding(problem: string): Finding {
    const [, path, said] = PROBLEM.exec(problem) ?? [];
    const where = path ?? "clusters";
    return {
        severity: "error",
        where,
        what: said === undefined ? problem : `is ${said}`,
        why: "`pulumi up` refuses the configuration, and nothing else can be looked at.",
        remedy: remedyOf(where, problem),
    };
}

function remedyOf(path: string, problem: string): string {
    // Where the advice is a command, that is what to type.
    const command = /'((?:pulumi config set --secret|ssh|ssh-keyscan) [^']+)'/.exec(problem)?.[1];
    if (command !== undefined) return command;
    const isNested = /[.[]/.test(path);
    const key = isNested ? `--path '${path}'` : path;
    return /: no such key/.test(problem)
        ? `pulumi config rm ${key}`
        : `pulumi config set ${key} VALUE`;
}
