import { Command, Option } from "commander";
import { homedir } from "node:os";
import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { printableLines } from "../components/printable";
import { sh } from "../components/shell";
import type { ConfigFiles } from "../stacks/configuration/draft/sources";
import { writtenAlone } from "./configure/document";
import { prepare, type SiteOptions } from "./configure/prepare";
import { readStackFile, replaceStackFile, writtenPath } from "./configure/stackFile";
import { OPERATOR } from "./configure/terminal";
import { doctor } from "./doctor";
import { EXIT, parseCommandLine } from "./options/commandLine";
import { forStack } from "./report/forStack";
import { pulumi } from "./remedies/remedy";
import { rawConfig } from "./stack/pulumiOutput";
import { runPulumi } from "./stack/runPulumi";
import { fileFlag, stackFlag } from "./stack/stackFlags";

interface Options extends SiteOptions {
    readonly stack?: string;
    readonly configFile?: string;
    readonly yes?: true;
    readonly force?: true;
}

function commandLine(): Command {
    return new Command("npm run configure --")
        .description(
            "Writes a stack's configuration from what is there, asks what it cannot see, and ends with `doctor --pre`.",
        )
        .option("--stack <name>", "stack to configure (default: the selected one)")
        .option("--config-file <path>", "file to write (default: Pulumi.STACK.yaml)")
        .option("--kubeconfig <file...>", "kubeconfigs, or folders of them (default: in ~/.kube)")
        .option("--context <name...>", "their contexts that are clusters")
        .option("--name <name...>", "names of the clusters, in the order of the kubeconfigs")
        .option("--cloud <entry...>", "entries of clouds.yaml, in the same order, or one for all")
        .option("--clouds-path <file>", "clouds.yaml (default: ~/.config/openstack/clouds.yaml)")
        .option("--ssh-key <file>", "private key of the nodes (default: in ~/.ssh)")
        .option("--known-hosts <file>", "their host keys (default: ~/.ssh/known_hosts)")
        .addOption(
            new Option("--routing <how>", "how links reach gateways").choices(["dnat", "direct"]),
        )
        .option("--no-sample", "leave the guide's sample out")
        .option("--set <cluster.key=value...>", "any other key of a cluster")
        .option("--accept-host-keys", "accept host keys that are not known, after they are shown")
        .option("--yes", "ask nothing, and write guesses as they are")
        .option("--force", "change clusters that the file has already");
}

/** `npm run configure`: writes a stack's configuration from what is there; changes nothing else. */
export async function configure(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const command = commandLine();
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;
    const options = command.opts<Options>();
    const { stack, yes, force } = options;
    const say = (text: string) => {
        console.log(printableLines(text));
    };
    const terminal =
        process.stdin.isTTY && process.stdout.isTTY && yes !== true ? { terminal: OPERATOR } : {};

    const projectDir = join(__dirname, "..");
    const run = { projectDir, environment };
    const name = (await runPulumi(["stack", "--show-name", ...stackFlag(stack)], run)).trim();
    const file = resolve(projectDir, options.configFile ?? `Pulumi.${basename(name)}.yaml`);
    const before = readStackFile(file);
    const config = ["config", "--json", "--show-secrets", ...stackFlag(stack), ...fileFlag(file)];
    const raw = writtenAlone(
        rawConfig(before === "" ? "{}" : await runPulumi(config, run)),
        before,
    );
    const files: ConfigFiles = {
        ...{ projectDir, homeDir: homedir(), environment, now: Date.now },
        read: (path) => readFileSync(path, "utf8"),
    };

    const replaces = raw.values["clusters"] !== undefined;
    const prepared = await unlessLeft(
        prepare(options, { text: before, raw, files, ...terminal, say }),
        { failures: ["You left."], missing: [] },
    );
    const unsaid = [
        ...("missing" in prepared ? prepared.missing : []),
        ...("terminal" in terminal || yes === true ? [] : ["--yes  to write guesses as they are"]),
        ...("terminal" in terminal || !replaces || force === true
            ? []
            : [`--force  to change the clusters that ${basename(file)} has`]),
    ];
    if ("failures" in prepared || unsaid.length > 0) {
        const failures = "failures" in prepared ? prepared.failures : [];
        const lines = [
            ...failures.map((failure) => `  ${failure}`),
            ...(unsaid.length === 0 ? [] : ["Missing on the command line:"]),
            ...unsaid.map((flag) => `  ${flag}`),
        ];
        console.error(printableLines(["Nothing was written.", ...lines].join("\n")));
        return EXIT.failed;
    }
    const shown = writtenPath(file, files);
    if (prepared.text === before) {
        say(`${shown} has all of this already.`);
    } else {
        if ("terminal" in terminal) say(prepared.text);
        const question = `${replaces ? "Change the clusters in" : "Write"} ${shown}?`;
        if ("terminal" in terminal && !(await unlessLeft(OPERATOR.confirm(question), false))) {
            say("Nothing was written.");
            return EXIT.failed;
        }
        if (!replaceStackFile(file, before, prepared.text)) {
            console.error(
                `Nothing was written: somebody changed ${shown} meanwhile; run this again.`,
            );
            return EXIT.failed;
        }
        say(`Wrote ${shown}. Its comments say what was guessed.`);
    }
    const ownFile = options.configFile === undefined ? {} : { configFile: options.configFile };
    const flags = [...stackFlag(stack), ...fileFlag(options.configFile)];
    const code = await doctor(["--pre", ...flags], environment);
    const ofStack = { ...(stack === undefined ? {} : { stack }), ...ownFile };
    say(
        code === EXIT.healthy
            ? `Next: ${forStack([pulumi("up")], ofStack)}`
            : `Next: the remedies above, then ${sh`npm run -s doctor -- --pre ${flags}`.shell}`,
    );
    return code;
}

/** What this comes to; `left` where the operator ends a prompt with ^C. */
async function unlessLeft<T>(asking: Promise<T>, left: T): Promise<T> {
    try {
        return await asking;
    } catch (error) {
        if (error instanceof Error && error.name === "ExitPromptError") return left;
        throw error;
    }
}
