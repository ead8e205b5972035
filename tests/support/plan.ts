import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { loadConfig } from "../../stacks/configuration/loadConfig";
import { withSecrets } from "../../stacks/configuration/withSecrets";
import { engineConfig, EXAMPLE_FILES, textual } from "./configFiles";
import { recordMesh } from "./recordMesh";
import type { LinkerdName } from "../../components/linkerd/versions";
import type { Recording, Registration } from "./record";
import { isMap, redact } from "./values";

const ROOT = join(__dirname, "../..");

/** Where the plans of Pulumi.dev.yaml are recorded, by version of Linkerd. */
export const PLAN_FILES: Readonly<Record<LinkerdName, string>> = {
    "stable-2.14.10": join(ROOT, "tests/stacks/mesh.plan.json"),
    "edge-25.10.7": join(ROOT, "tests/stacks/mesh-2.19.plan.json"),
    "edge-26.7.1": join(ROOT, "tests/stacks/mesh-2.20.plan.json"),
};

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
        ...(typeof stdin === "string"
            ? { stdin: stdin.split("\n").filter((line) => line.startsWith("-A ")) }
            : {}),
    };
}

function isEmpty(value: unknown): boolean {
    if (Array.isArray(value)) return value.length === 0;
    return isMap(value) && Object.keys(value).length === 0;
}

/** An update of Pulumi.dev.yaml with this version of Linkerd, from an empty stack. */
export function recordExample(version: LinkerdName): Promise<Recording> {
    const stackFile = readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8");
    return recordMesh(async () => {
        // The SDK keeps it for the whole process: no other test shall find it there.
        pulumi.runtime.setAllConfig({
            ...declaredDefaults(),
            ...engineConfig(stackFile),
            "linkerd-multicluster:linkerdVersion": version,
        });
        const config = await loadConfig(EXAMPLE_FILES);
        pulumi.runtime.setAllConfig({});
        return withSecrets(config);
    });
}

/** The plan of an update, with secrets left out. */
export function planOf({ resources, outputs }: Recording): Plan {
    return {
        resources: Object.fromEntries(resources.map((one) => [one.name, entry(one)])),
        outputs: redact(outputs),
    };
}
