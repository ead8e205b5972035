import { Command } from "commander";
import { join } from "node:path";
import {
    EXIT,
    parseCommandLine,
    withSharedOptions,
    wrongCommandLine,
    type SharedOptions,
} from "./options/commandLine";
import { readStack } from "./stack/readStack";
import { usesColour } from "./report/usesColour";
import { renderVerdicts } from "./report/renderVerdicts";
import { readAsk, type AskOptions, type AskPlan } from "./verify/askOptions";
import { askSplits } from "./verify/askSplits";
import { meshThatIsUp } from "./stack/meshThatIsUp";
import { runAsk } from "./verify/runAsk";
import type { VerifyReport } from "./report/verifyReport";
import { DEFAULT_IMAGES } from "../stacks/configuration/keys/sampleEntry";
import type { PlainMeshConfig } from "../stacks/configuration/types/plainConfig";

type Options = SharedOptions & AskOptions;
type Report = Omit<VerifyReport, "stack">;

/** `npm run verify`: sends requests through every split, or to a Service, and judges what answers. */
export async function verify(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const command = withSharedOptions(new Command("npm run verify --"))
        .description(
            "Sends requests through every split of the mesh, or to any Service, and judges the answers.",
        )
        .option("--requests <number>", "how many, from each cluster (default: 100)")
        .option("--wait <seconds>", "for all clusters of a split to answer (default: 60)")
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
    if (seen.verdicts.some(({ problems }) => problems.length > 0)) return EXIT.broken;
    return seen.verdicts.every(({ skipped }) => skipped !== undefined) ? EXIT.failed : EXIT.healthy;
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
        return { refusal: wrongCommandLine(plan.mistakes) };
    }
    if ("from" in plan) return askService(config, plan);
    const { image = imageOf(config), ...asked } = plan;
    return askSplits(config, { ...asked, image });
}

/** Image with curl for a container that is added. */
function imageOf({ sample }: PlainMeshConfig): string {
    return (sample?.images ?? DEFAULT_IMAGES).sleep;
}

async function askService(config: PlainMeshConfig, plan: AskPlan): Promise<Report> {
    const { cluster: name, namespace, kind, name: source } = plan.from;
    const image = plan.image ?? imageOf(config);
    const verdicts = await Promise.all(
        config.clusters
            .filter((cluster) => cluster.name === name)
            .map((cluster) => runAsk(cluster, plan, image)),
    );
    const { requests, to, watch } = plan;
    const during = watch === undefined ? "" : `, ${watch.rate} a second`;
    const asked = `${to.url} from ${name}/${namespace}/${kind}/${source}${during}`;
    return { asked, requests, verdicts };
}
