import { Command } from "commander";
import { join } from "node:path";
import {
    EXIT,
    parseCommandLine,
    withSharedOptions,
    type SharedOptions,
} from "./options/commandLine";
import { readStack } from "./stack/readStack";
import { usesColour } from "./report/usesColour";
import { renderVerdicts } from "./report/renderVerdicts";
import { readAsk, type AskOptions, type AskPlan, type SamplePlan } from "./verify/askOptions";
import { meshThatIsUp } from "./stack/meshThatIsUp";
import { verifyPlan } from "./verify/preconditions";
import { runAsk } from "./verify/runAsk";
import { runTrial } from "./verify/trial";
import type { VerifyReport } from "./report/verifyReport";
import { DEFAULT_IMAGES } from "../stacks/configuration/keys/sampleEntry";
import type { PlainMeshConfig } from "../stacks/configuration/types/plainConfig";

type Options = SharedOptions & AskOptions;
type Report = Omit<VerifyReport, "stack">;

/** `npm run verify`: sends requests through the sample's split, or to a Service, and judges what answers. */
export async function verify(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const command = withSharedOptions(new Command("npm run verify --"))
        .description(
            "Sends requests through the split of the sample, or to any Service, and judges the answers.",
        )
        .option("--requests <number>", "how many, from each cluster (default: 100)")
        .option("--wait <seconds>", "for both clusters of the sample to answer (default: 60)")
        .option(
            "--from <pod>",
            "who asks: CLUSTER/NAMESPACE/KIND/NAME, as cluster2/shop/deploy/web",
        )
        .option("--to <service>", "who is asked: SERVICE:PORT/PATH, as cart:8080/healthz")
        .option("--duration <time>", "go on asking for so long, as 5m")
        .option("--rate <number>", "requests in each second of --duration (default: 10)")
        .option("--image <reference>", "image with curl and /bin/sleep, where the pod has no curl");
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, configFile, output, ...given } = command.opts<Options>();
    const projectDir = join(__dirname, "..");
    let reading;
    try {
        reading = await readStack({ stack, configFile, projectDir, environment });
    } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        return EXIT.failed;
    }
    const mesh = meshThatIsUp(reading);
    const seen = "refusal" in mesh ? mesh : await ask(mesh.config, given);
    if ("refusal" in seen) {
        console.error(seen.refusal);
        return EXIT.failed;
    }
    const report = { stack: reading.stack, ...seen };
    console.log(renderVerdicts(report, output, usesColour(process.stdout, environment)));
    const isHealthy = seen.verdicts.every(({ problems }) => problems.length === 0);
    return isHealthy ? EXIT.healthy : EXIT.broken;
}

/** What is asked of a mesh that is up, and what came back. */
async function ask(
    config: PlainMeshConfig,
    given: AskOptions,
): Promise<Report | { readonly refusal: string }> {
    const { clusters } = config;
    const plan = readAsk(
        given,
        clusters.map(({ name }) => name),
    );
    if ("mistakes" in plan) {
        return { refusal: ["The command line is wrong:", ...plan.mistakes].join("\n  - ") };
    }
    return "from" in plan ? askService(config, plan) : askSample(config, plan);
}

async function askService({ clusters, sample }: PlainMeshConfig, plan: AskPlan): Promise<Report> {
    const { cluster: name, namespace, kind, name: source } = plan.from;
    const image = plan.image ?? (sample?.images ?? DEFAULT_IMAGES).sleep;
    const verdicts = await Promise.all(
        clusters
            .filter((cluster) => cluster.name === name)
            .map((cluster) => runAsk(cluster, plan, image)),
    );
    const { requests, to, watch } = plan;
    const during = watch === undefined ? "" : `, ${watch.rate} a second`;
    const asked = `${to.url} from ${name}/${namespace}/${kind}/${source}${during}`;
    return { asked, requests, verdicts };
}

async function askSample(
    config: PlainMeshConfig,
    { requests, wait }: SamplePlan,
): Promise<Report | { readonly refusal: string }> {
    const plan = verifyPlan(config);
    if ("refusal" in plan) return plan;
    const verdicts = await Promise.all(
        plan.sources.map((source) => runTrial({ source, requests, wait, ...plan.common })),
    );
    return { requests, verdicts };
}
