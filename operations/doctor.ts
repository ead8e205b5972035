import { Command } from "commander";
import { join } from "node:path";
import {
    EXIT,
    OUTPUT_FORMATS,
    parseCommandLine,
    withSharedOptions,
    type OutputFormat,
    type SharedOptions,
} from "./options/commandLine";
import { certificatesOf } from "./layers/certificates/certificatesOf";
import { doctorMetrics } from "./report/doctorMetrics";
import { renderDiagnosis } from "./report/renderDiagnosis";
import { layerResult } from "./report/layerResult";
import { usesColour } from "./report/usesColour";
import { readStack } from "./stack/readStack";

interface Options extends SharedOptions<OutputFormat | "openmetrics"> {
    readonly pre?: boolean;
}

/** `npm run doctor`: looks at a mesh, layer by layer, and says what is wrong; changes nothing. */
export async function doctor(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const formats = [...OUTPUT_FORMATS, "openmetrics"];
    const command = withSharedOptions(new Command("npm run doctor --"), formats)
        .description("Looks at the mesh, layer by layer, and says what is wrong; changes nothing.")
        .option("--pre", "whether `pulumi up` can succeed, instead of whether the mesh works");
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, configFile, output, pre = false } = command.opts<Options>();
    const projectDir = join(__dirname, "..");
    const reading = readStack({ stack, configFile, projectDir, environment });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads while pulumi reads: 0.7 s
    const { diagnose } = require("./diagnose") as typeof import("./diagnose");
    const question = { stack, configFile, pre, now: new Date() };
    const { report, view } = await diagnose(await reading, question);
    const text =
        output === "openmetrics"
            ? await doctorMetrics(report, {
                  clusters: view?.config.clusters.map(({ name }) => name) ?? [],
                  certificates: view === undefined ? [] : certificatesOf(view),
                  now: question.now,
              })
            : renderDiagnosis(report, output, {
                  columns: process.stdout.columns,
                  colour: usesColour(process.stdout, environment),
              });
    console.log(text);
    const isBroken = report.layers.some((layer) => layerResult(layer) === "error");
    return isBroken ? EXIT.broken : EXIT.healthy;
}
