import { Command } from "commander";
import { join } from "node:path";
import { EXIT, parseCommandLine } from "./options/commandLine";
import { clustersOf, leaveBehind, State } from "./forget/leaveBehind";
import { runPulumi } from "./stack/runPulumi";
import { stackFlag } from "./stack/stackFlags";

interface Options {
    readonly stack?: string;
    readonly cloud?: true;
    readonly yes?: true;
}

/**
 * `npm run forget -- CLUSTER`: for a cluster that is gone for good. Marks its resources in the state,
 * so that neither `up` nor `destroy` asks anything of it; changes nothing else.
 */
export async function forget(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const command = new Command("npm run forget --")
        .description(
            "For a cluster that is gone for good: after this no `pulumi up` or `pulumi destroy` asks anything of it.",
        )
        .argument("<cluster>", "its name in the configuration")
        .option("--stack <name>", "stack that has it (default: the selected one)")
        .option("--cloud", "its OpenStack project is gone too: floating IP, rules and pairs")
        .option("--yes", "do it, and not only say what would be done");
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, cloud, yes } = command.opts<Options>();
    const [cluster = ""] = command.args;
    const run = { projectDir: join(__dirname, ".."), environment };
    const exported = await runPulumi(["stack", "export", ...stackFlag(stack)], run);
    const before = State.parse(JSON.parse(exported));
    const known = clustersOf(before);
    if (!known.includes(cluster)) {
        const written = known.length === 0 ? "it has none" : `write one of ${known.join(", ")}`;
        console.error(`The stack has no cluster "${cluster}": ${written}.`);
        return EXIT.failed;
    }
    const lost = [
        "Kubernetes",
        "nodes",
        ...(cloud === true ? (["OpenStack"] as const) : []),
    ] as const;
    const { state, counts } = leaveBehind(before, cluster, lost);
    const listed = lost.map((what) => `${counts[what]} in ${what}`).join(", ");
    console.log(
        `Resources of ${cluster} that are left as they are, and never asked for again: ${listed}.`,
    );
    if (yes !== true) {
        console.log("Nothing was changed. With --yes they are marked so in the state.");
        return EXIT.healthy;
    }
    await runPulumi(["stack", "import", ...stackFlag(stack)], {
        ...run,
        input: JSON.stringify(state),
        stopped: "The marks may be missing, and this can be run again",
    });
    console.log(
        [
            "They are marked in the state. Now one of:",
            `  remove ${cluster} from clusters in the configuration, then pulumi up`,
            "  pulumi destroy, where the whole mesh goes",
            `A pulumi up that still has ${cluster} in its configuration takes the marks away again.`,
        ].join("\n"),
    );
    return EXIT.healthy;
}
