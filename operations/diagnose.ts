import { layersFor } from "./allLayers";
import { configuration, examineConfiguration } from "./layers/configuration";
import type { StackOptions } from "./options/commandLine";
import type { Diagnosis } from "./report/diagnosis";
import { forStack } from "./report/forStack";
import { withAnsweringBastions } from "../stacks/survey/answeringBastions";
import type { StackReading } from "./stack/readStack";
import { lookAtMesh } from "./view/lookAtMesh";

/** What was asked of a stack. */
export interface Question extends StackOptions {
    /** Whether `pulumi up` can succeed, instead of whether the mesh works. */
    readonly pre: boolean;
    readonly now: Date;
}

/** Looks at a mesh. Where nothing is up, the layers speak that ask whether anything can be. */
export async function diagnose(
    { stack, parsed, outputs }: StackReading,
    { pre, now, ...options }: Question,
): Promise<Diagnosis> {
    const isUp = outputs !== undefined;
    const first = {
        ...configuration,
        ...examineConfiguration({ stack, parsed, mustBeUp: !pre, isUp }),
    };
    const view =
        "problems" in parsed
            ? undefined
            : await lookAtMesh(await withAnsweringBastions(parsed.config), {
                  stack,
                  pre: pre || !isUp,
                  outputs,
                  now,
              });
    const others =
        view === undefined
            ? []
            : layersFor(view).map(({ id, title, examine }) => ({ id, title, ...examine(view) }));
    const layers = [first, ...others].map((layer) => ({
        ...layer,
        findings: layer.findings.map((finding) => ({
            ...finding,
            remedy: forStack(finding.remedy, options),
        })),
    }));
    return { report: { stack, pre, layers }, ...(view === undefined ? {} : { view }) };
}
