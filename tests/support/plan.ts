import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { loadConfig } from "../../stacks/configuration/loadConfig";
import { withSecrets } from "../../stacks/configuration/withSecrets";
import { engineConfig, EXAMPLE_FILES, textual } from "./configFiles";
import { recordMesh } from "./recordMesh";
import type { Registration } from "./record";
import { isMap, redact } from "./values";

const ROOT = join(__dirname, "../..");

/** Where the plan of Pulumi.dev.yaml is recorded. */
export const PLAN_FILE = join(ROOT, "tests/stacks/mesh.plan.json");

/** A plan as JSON: what a reviewer needs in order to see what a change does. */
export interface Plan {
    readonly resources: Readonly<Record<string, unknown>>;
    readonly outputs: unknown;
}

/** The keys that Pulumi.yaml declares, with their defaults, as the engine adds them. */
function declaredDefaults(): Record<string, string> {
    const project = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as {
        readonly name: string;
        readonly config: Readonly<Record<string, { readonly default?: unknown }>>;
    };
    const defaults = Object.entries(project.config).flatMap(([key, { default: value }]) =>
        value === undefined ? [] : [[`${project.name}:${key}`, value] as const],
    );
    return textual(Object.fromEntries(defaults));
}

function entry(resource: Registration): Record<string, unknown> {
    const { type, parent, provider, id, inputs, outputs, dependsOn, options } = resource;
    const { additionalSecretOutputs, ...others } = options;
    const all: Record<string, unknown> = {
        type,
        parent,
        provider,
        id,
        inputs: readable(inputs),
        outputs,
        dependsOn,
        options: {
            ...others,
            // The SDK names some twice.
            ...(additionalSecretOutputs === undefined
                ? {}
                : { additionalSecretOutputs: [...new Set(additionalSecretOutputs)] }),
        },
    };
    return Object.fromEntries(
        Object.entries(all)
            .filter(([, value]) => value !== undefined && !isEmpty(value))
            .map(([key, value]) => [key, redact(value)]),
    );
}

/** Long texts have tests of their own; of a node's script the rules are what differs between nodes. */
function readable(inputs: Registration["inputs"]): Registration["inputs"] {
    const { stdin } = inputs;
    return {
        ...inputs,
        ...("__provider" in inputs ? { __provider: "[functions as text]" } : {}),
        ...(typeof stdin === "string"
            ? { stdin: stdin.split("\n").filter((line) => line.startsWith("-A ")) }
            : {}),
    };
}

function isEmpty(value: unknown): boolean {
    if (Array.isArray(value)) return value.length === 0;
    return isMap(value) && Object.keys(value).length === 0;
}

/** The plan of an update of Pulumi.dev.yaml from an empty stack, with secrets left out. */
export async function planOfExample(): Promise<Plan> {
    const stackFile = readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8");
    const { resources, outputs } = await recordMesh(async () => {
        // The SDK keeps it for the whole process: no other test shall find it there.
        pulumi.runtime.setAllConfig({ ...declaredDefaults(), ...engineConfig(stackFile) });
        const config = await loadConfig(EXAMPLE_FILES);
        pulumi.runtime.setAllConfig({});
        return withSecrets(config);
    });
    return {
        resources: Object.fromEntries(resources.map((one) => [one.name, entry(one)])),
        outputs: redact(outputs),
    };
}
