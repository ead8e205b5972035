import type { SharedOptions } from "../options/commandLine";
import { shellWord } from "../remedies/shellWord";

/**
 * A remedy for the stack and the configuration that were named on the command line: typed without
 * them, pulumi would change the stack that is selected, and its own file. Pure.
 */
export function forStack(
    remedy: string,
    { stack, configFile }: Pick<SharedOptions, "stack" | "configFile">,
): string {
    const flags = [
        ...(stack === undefined ? [] : ["--stack", stack]),
        ...(configFile === undefined ? [] : ["--config-file", configFile]),
    ].map(shellWord);
    return remedy.replace(/\bpulumi (?:config (?:set|rm)|up)\b/g, (command) =>
        [command, ...flags].join(" "),
    );
}
