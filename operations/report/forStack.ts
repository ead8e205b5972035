import { word } from "../layers/word";

/** What was named on the command line. */
export interface StackOptions {
    readonly stack?: string | undefined;
    readonly configFile?: string | undefined;
}

/**
 * A remedy for the stack and the configuration that were named on the command line: typed without
 * them, pulumi would change the stack that is selected, and its own file. Pure.
 */
export function forStack(remedy: string, { stack, configFile }: StackOptions): string {
    const flags = [
        ...(stack === undefined ? [] : ["--stack", stack]),
        ...(configFile === undefined ? [] : ["--config-file", configFile]),
    ].map(word);
    return remedy.replace(/\bpulumi (?:config (?:set|rm)|up)\b/g, (command) =>
        [command, ...flags].join(" "),
    );
}
