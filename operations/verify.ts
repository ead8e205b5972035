import { Command, InvalidArgumentError } from "commander";
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
import { verifyPlan } from "./verify/preconditions";
import { runTrial } from "./verify/trial";

interface Options extends SharedOptions {
    readonly requests: number;
    readonly wait: number;
}

function wholeNumber(least: number, most: number) {
    return (text: string): number => {
        const value = Number(text);
        if (/^\d+$/.test(text) && value >= least && value <= most) return value;
        throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    };
}

/** `npm run verify`: sends requests through the sample's split and judges what answers. */
export async function verify(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const command = withSharedOptions(new Command("npm run verify --"))
        .description("Sends requests through the split of the sample and judges the answers.")
        .option("--requests <number>", "how many, from each cluster", wholeNumber(1, 100000), 100)
        .option("--wait <seconds>", "for both clusters to answer", wholeNumber(0, 3600), 60);
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, configFile, output, requests, wait } = command.opts<Options>();
    const projectDir = join(__dirname, "..");
    let reading;
    try {
        reading = await readStack({ stack, configFile, projectDir, environment });
    } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        return EXIT.failed;
    }
    const plan = verifyPlan(reading);
    if ("refusal" in plan) {
        console.error(plan.refusal);
        return EXIT.failed;
    }
    const verdicts = await Promise.all(
        plan.sources.map((source) => runTrial({ source, requests, wait, ...plan.common })),
    );
    const report = { stack: reading.stack, requests, verdicts };
    console.log(renderVerdicts(report, output, usesColour(process.stdout, environment)));
    return verdicts.every(({ problems }) => problems.length === 0) ? EXIT.healthy : EXIT.broken;
}
