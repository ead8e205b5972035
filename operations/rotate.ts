import { Argument, Command, Option } from "commander";
import { join } from "node:path";
import { EXIT, parseCommandLine, wrongCommandLine, type StackOptions } from "./options/commandLine";
import { wholeNumberOption } from "./options/wholeNumber";
import { rotateAnchor } from "./rotate/rotateAnchor";
import { rotateOnce } from "./rotate/rotateOnce";
import { kindMistakes, type KindOptions, type RotateKind } from "./rotate/rotateOptions";

type Options = StackOptions & KindOptions & { readonly yes?: true };

/**
 * `npm run rotate -- WHAT`: makes certificates or credentials anew, step by step; looks at the mesh after
 * each, and stops at the first thing that is wrong. Without `--yes` it changes nothing.
 */
export async function rotate(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const kinds: readonly RotateKind[] = ["anchor", "issuer", "credentials", "webhooks"];
    const command = new Command("npm run rotate --")
        .description(
            "Makes certificates or credentials anew, step by step, and looks at the mesh after each. An interrupted run goes on where it was.",
        )
        .addArgument(new Argument("<what>", "what to make anew").choices(kinds))
        .option("--stack <name>", "stack that is changed (default: the selected one)")
        .option("--config-file <path>", "its configuration (default: Pulumi.STACK.yaml)")
        .addOption(
            new Option(
                "--restart <which>",
                "anchor: restart the workloads of your own too, one after the other",
            ).choices(["all"]),
        )
        .option(
            "--generation <number>",
            "anchor: end with this one (default: the one under way, or else the next one)",
            wholeNumberOption(1, 1_000_000),
        )
        .option("--peer <cluster>", "credentials: only those with which this cluster reads others")
        .option("--yes", "do it, and not only say what the next step is");
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, configFile, yes = false, ...given } = command.opts<Options>();
    const what = command.args[0] as RotateKind;
    const mistakes = kindMistakes(what, given);
    if (mistakes.length > 0) {
        console.error(wrongCommandLine(mistakes));
        return EXIT.failed;
    }
    const { restart, peer, ...anchor } = given;
    const query = {
        ...{ projectDir: join(__dirname, ".."), environment },
        ...(stack === undefined ? {} : { stack }),
        ...(configFile === undefined ? {} : { configFile }),
    };
    if (what === "anchor") {
        return rotateAnchor(query, { yes, restartAll: restart === "all", ...anchor });
    }
    return rotateOnce(what, query, { yes, ...(peer === undefined ? {} : { peer }) });
}
