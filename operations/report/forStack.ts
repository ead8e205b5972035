import { pathWord, sh } from "../../components/shell";
import type { StackOptions } from "../options/commandLine";
import type { Remedy } from "../remedies/remedy";

/**
 * A remedy as it is typed, for the stack and the configuration that were named on the command line:
 * without them, pulumi and rotate would change the stack that is selected, and its own file. Pure.
 */
export function forStack(remedy: Remedy, { stack, configFile }: StackOptions): string {
    const flags = [
        ...(stack === undefined ? [] : ["--stack", stack]),
        ...(configFile === undefined ? [] : ["--config-file", pathWord(configFile)]),
    ];
    return remedy
        .map((line) => {
            if ("shell" in line) return line.shell;
            if ("npm" in line) return sh`npm run ${line.npm} -- ${[line.words, ...flags]}`.shell;
            const { environment, pulumi, words } = line;
            const command = sh`${[
                ...(environment === undefined ? [] : [environment]),
                ...["pulumi", ...pulumi.split(" ")],
                ...flags,
                ...(words.shell === "" ? [] : [words]),
            ]}`;
            return command.shell;
        })
        .join("\n");
}
