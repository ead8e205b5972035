import { Command } from "commander";
import { join } from "node:path";
import {
    EXIT,
    parseCommandLine,
    withSharedOptions,
    type SharedOptions,
} from "./options/commandLine";
import { readStack, type StackReading } from "./stack/readStack";
import { layersFor } from "./allLayers";
import { configuration, examineConfiguration } from "./layers/configuration";
import type { Examination, Layer } from "./findings/layer";
import { renderDiagnosis } from "./report/renderDiagnosis";
import { layerResult } from "./report/layerResult";
import { forStack } from "./report/forStack";
import { usesColour } from "./report/usesColour";
import { lookAtMesh } from "./view/lookAtMesh";

interface Options extends SharedOptions {
    readonly pre?: boolean;
}

/** `npm run doctor`: looks at a mesh, layer by layer, and says what is wrong; changes nothing. */
export async function doctor(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    const command = withSharedOptions(new Command("npm run doctor --"))
        .description("Looks at the mesh, layer by layer, and says what is wrong; changes nothing.")
        .option("--pre", "whether `pulumi up` can succeed, instead of whether the mesh works");
    const ended = parseCommandLine(command, args);
    if (ended !== undefined) return ended;

    const { stack, configFile, output, pre = false } = command.opts<Options>();
    const projectDir = join(__dirname, "..");
    const reading = await readStack({ stack, configFile, projectDir, environment });
    const layers = (await diagnose(reading, pre, new Date())).map((layer) => ({
        ...layer,
        findings: layer.findings.map((finding) => ({
            ...finding,
            remedy: forStack(finding.remedy, { stack, configFile }),
        })),
    }));
    console.log(
        renderDiagnosis({ stack: reading.stack, pre, layers }, output, {
            columns: process.stdout.columns,
            colour: usesColour(process.stdout, environment),
        }),
    );
    const isBroken = layers.some((layer) => layerResult(layer) === "error");
    return isBroken ? EXIT.broken : EXIT.healthy;
}

/** What every layer says. Where nothing is up, those that ask whether anything can be. */
async function diagnose(
    { stack, parsed, outputs }: StackReading,
    pre: boolean,
    now: Date,
): Promise<readonly (Pick<Layer, "id" | "title"> & Examination)[]> {
    const isUp = outputs !== undefined;
    const first = {
        ...configuration,
        ...examineConfiguration({ stack, parsed, mustBeUp: !pre, isUp }),
    };
    if ("problems" in parsed) return [first];
    const view = await lookAtMesh(parsed.config, { stack, pre: pre || !isUp, outputs, now });
    return [
        first,
        ...layersFor(view).map(({ id, title, examine }) => ({ id, title, ...examine(view) })),
    ];
}
