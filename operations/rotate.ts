import { Argument, Command, Option } from "commander";
import { join } from "node:path";
import { parseCommandLine } from "./options/commandLine";
import { rotateAnchor } from "./rotate/rotateAnchor";
import { rotateOnce, type OnceKind } from "./rotate/rotateOnce";

interface Options {
    readonly stack?: string;
    readonly configFile?: string;
    readonly yes?: true;
    readonly restart?: "all";
    readonly peer?: string;
}

/**
 * `npm run rotate -- WHAT`: makes certificates or credentials anew, step by step; looks at the mesh after
 * each, and stops at the first thing that is wrong. Without `--yes` it changes nothing.
 */
export async function rotate(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const kinds = ["anchor", "issuer", "credentials", "webhooks"];
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
        .option("--peer <cluster>", "credentials: only those with which this cluster reads others")
        .option("--yes", "do it, and not only say what the next step is");
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, configFile, yes = false, restart, peer } = command.opts<Options>();
    const [what = ""] = command.args;
    const query = {
        ...{ projectDir: join(__dirname, ".."), environment },
        ...(stack === undefined ? {} : { stack }),
        ...(configFile === undefined ? {} : { configFile }),
    };
    if (what === "anchor") return rotateAnchor(query, { yes, restartAll: restart === "all" });
    return rotateOnce(what as OnceKind, query, { yes, ...(peer === undefined ? {} : { peer }) });
}
