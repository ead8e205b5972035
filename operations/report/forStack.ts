import type { SharedOptions } from "../commandLine";
import { word } from "../layers/word";

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
    ].map(word);
    return remedy.replace(/\bpulumi (?:config (?:set|rm)|up)\b/g, (command) =>
        [command, ...flags].join(" "),
    );
}
