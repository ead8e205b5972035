import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { operatorError } from "../../components/operatorError";
import { parseConfig } from "./parseConfig";
import type { PlainMeshConfig, RefusedConfig } from "./types/plainConfig";
import { renderProblem } from "./types/problem";
import type { ConfigFiles, RawConfig } from "./draft/sources";

/** The machine that runs the program. */
const MACHINE: ConfigFiles = {
    projectDir: join(__dirname, "..", ".."),
    homeDir: homedir(),
    environment: process.env,
    now: Date.now,
    read: (path) => readFileSync(path, "utf8"),
};

/** The engine tells which keys it decrypted, but the SDK leaves the function out of its types. */
const { isConfigSecret } = pulumi.runtime as unknown as {
    readonly isConfigSecret: (key: string) => boolean;
};

function readRaw(): RawConfig {
    const namespace = `${pulumi.getProject()}:`;
    // Not pulumi.Config: it cannot list its keys, so an unknown one would go unnoticed.
    const own = Object.entries(pulumi.runtime.allConfig()).flatMap(([key, value]) =>
        key.startsWith(namespace) ? [{ key, name: key.slice(namespace.length), value }] : [],
    );
    return {
        values: Object.fromEntries(own.map(({ name, value }) => [name, value])),
        secretKeys: new Set(own.filter(({ key }) => isConfigSecret(key)).map(({ name }) => name)),
    };
}

/** All problems as one text for the operator. */
function report({ problems, values, secretKeys }: RefusedConfig): Error {
    const count = problems.length === 1 ? "a problem" : `${String(problems.length)} problems`;
    return operatorError(
        [
            `The configuration of stack "${pulumi.getStack()}" has ${count}; nothing was changed:`,
            ...problems.map((problem) => `  - ${renderProblem(problem, values, secretKeys)}`),
            "Every key is described in docs/configuration.md, with examples in Pulumi.dev.yaml.",
        ].join("\n"),
    );
}

/**
 * The configuration of the stack, checked and complete; the only reader of it.
 *
 * Rejects with one `pulumi.RunError`, which the engine prints without a stack trace, that lists
 * everything that is wrong; nothing in it is secret to the engine yet. `files` is for tests.
 */
export function loadConfig(files: ConfigFiles = MACHINE): Promise<PlainMeshConfig> {
    return new Promise((resolve) => {
        const parsed = parseConfig(readRaw(), files);
        if ("problems" in parsed) throw report(parsed);
        resolve(parsed.config);
    });
}
