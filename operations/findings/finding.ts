import type { Remedy } from "../remedies/remedy";
import type { Code } from "./codes";

/** How bad it is: `error` is broken now, `warning` will be, or works by chance. */
export type Severity = "error" | "warning";

/** Something that is wrong, told so that an operator can act on it without reading further. */
export interface Finding {
    readonly severity: Severity;
    /** The kind of thing that is wrong: the same wherever and whenever it is. */
    readonly code: Code;
    /** The thing: a cluster, `cluster1/node2`, or a link as `cluster1-to-cluster2`; `placeOf` reads it. */
    readonly where: string;
    /** What is wrong, with the value that was found. */
    readonly what: string;
    /** What does not work because of it. */
    readonly why: string;
    /** What repairs it: a command to type, or the key to change and the command that applies it. */
    readonly remedy: Remedy;
}

/** A list of one finding, as the parts of a layer return it. */
export function oneFinding(
    severity: Severity,
    code: Code,
    where: string,
    { what, why, remedy }: Pick<Finding, "what" | "why" | "remedy">,
): Finding[] {
    return [{ severity, code, where, what, why, remedy }];
}
