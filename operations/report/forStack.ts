import type { SharedOptions } from "../options/commandLine";
import type { Remedy } from "../remedies/remedy";
import { shellWord } from "../remedies/shellWord";

/**
 * A remedy as it is typed, for the stack and the configuration that were named on the command line:
 * without them, pulumi would change the stack that is selected, and its own file. Pure.
 */
export function forStack(
    remedy: Remedy,
    { stack, configFile }: Pick<SharedOptions, "stack" | "configFile">,
): string {
    const flags = [
        ...(stack === undefined ? [] : ["--stack", stack]),
        ...(configFile === undefined ? [] : ["--config-file", configFile]),
    ].map(shellWord);
    return remedy
        .map((line) => {
            if (typeof line === "string") return line;
            const { environment = "", pulumi, words } = line;
            return [environment, "pulumi", pulumi, ...flags, words].filter(Boolean).join(" ");
        })
        .join("\n");
}
