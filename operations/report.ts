import { Command } from "commander";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { operatorError } from "../components/operatorError";
import { diagnose } from "./diagnose";
import { EXIT, parseCommandLine, withStackOptions, type StackOptions } from "./options/commandLine";
import { wholeNumberOption } from "./options/wholeNumber";
import { renderPage } from "./page/html/renderPage";
import { pageModel, type Traffic } from "./page/model/pageModel";
import { replaceFile } from "./replaceFile";
import { describeFindings, layerResult } from "./report/layerResult";
import { meshThatIsUp } from "./stack/meshThatIsUp";
import { readStack, type StackReading } from "./stack/readStack";
import { askSplits } from "./verify/askSplits";

interface Options extends StackOptions {
    readonly output: string;
    readonly verify: boolean;
    readonly requests: number;
}

/** Seconds in which clusters may begin to answer: a page is made of a mesh that is there. */
const WAIT = 10;

/** `npm run report`: writes what doctor and verify find out as one page to hand over; changes nothing. */
export async function report(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const command = withStackOptions(new Command("npm run report --"))
        .description("Writes what doctor and verify find out as one HTML page; changes nothing.")
        .option("--output <file>", "the page, in the project's folder", "mesh.html")
        .option("--no-verify", "send no requests through splits")
        .option(
            "--requests <number>",
            "how many, from each cluster",
            wholeNumberOption(1, 100000),
            100,
        );
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, configFile, output, verify, requests } = command.opts<Options>();
    const projectDir = join(__dirname, "..");
    const path = resolve(projectDir, output);
    // Before a mesh is looked at for nothing.
    if (!existsSync(dirname(path))) {
        throw operatorError(
            `Nothing was looked at: there is no folder ${dirname(path)} (--output).`,
        );
    }
    const reading = await readStack({ stack, configFile, projectDir, environment });
    const now = new Date();
    const diagnosis = await diagnose(reading, { stack, configFile, pre: false, now });
    const traffic = verify
        ? await askThrough(reading, requests)
        : { refusal: "No requests were sent (--no-verify)." };
    const css = readFileSync(join(__dirname, "page", "page.css"), "utf8");
    const model = pageModel(diagnosis, traffic, now, { stack, configFile });
    writePage(path, renderPage(model, css));

    const { layers } = diagnosis.report;
    const counts = describeFindings(layers.flatMap(({ findings }) => findings));
    console.log(`${output}: ${counts === "" ? "no findings" : counts}.`);
    const isBroken =
        layers.some((layer) => layerResult(layer) === "error") ||
        ("verdicts" in traffic && traffic.verdicts.some(({ problems }) => problems.length > 0));
    return isBroken ? EXIT.broken : EXIT.healthy;
}

async function askThrough(reading: StackReading, requests: number): Promise<Traffic> {
    const mesh = meshThatIsUp(reading);
    if ("refusal" in mesh) return mesh;
    const asked = await askSplits(mesh.config, { requests, wait: WAIT });
    return "refusal" in asked ? asked : { stack: reading.stack, ...asked };
}

function writePage(path: string, html: string): void {
    try {
        replaceFile(path, html);
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw operatorError(`The page cannot be written (--output): ${reason}.`);
    }
}
