import {
    chmod,
    copyFile,
    link,
    mkdir,
    readFile,
    rename,
    rm,
    stat,
    writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Part } from "./part";

/** A plugin that the engine looks for under `PULUMI_HOME/plugins`. */
export interface Plugin {
    /** For example `kubernetes`. */
    readonly name: string;
    /** For example `4.34.2`. */
    readonly version: string;
}

const projectSchema = z.object({
    runtime: z.object({ options: z.object({ typescript: z.boolean(), nodeargs: z.string() }) }),
});
const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/** The plugins of the packages in package.json, in the versions pinned there. Pure. */
export function pinnedPlugins(packageJson: string): Plugin[] {
    const { dependencies } = packageSchema.parse(JSON.parse(packageJson));
    return Object.entries(dependencies)
        .filter(([name]) => name.startsWith("@pulumi/") && name !== "@pulumi/pulumi")
        .map(([name, version]) => ({ name: name.slice("@pulumi/".length), version }));
}

/** The plugins that package.json of the project pins. */
export async function readPinnedPlugins(projectDir: string): Promise<Plugin[]> {
    return pinnedPlugins(await readFile(join(projectDir, "package.json"), "utf8"));
}

/** Path of a plugin's program below `PULUMI_HOME`. A program found on PATH instead costs a warning in every run. */
export function pluginProgram({ name, version }: Plugin): string {
    return join("plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
}

/** The plugin that a built part is, if it is one. Pure. */
export function pluginOf(part: Part, pinned: readonly Plugin[]): Plugin | undefined {
    if (part.plugin === undefined) return undefined;
    const name = part.plugin.slice("@pulumi/".length);
    const plugin = pinned.find((candidate) => candidate.name === name);
    if (plugin === undefined) {
        throw new Error(`package.json names no version of ${part.plugin} for ${part.name}`);
    }
    return plugin;
}

/**
 * Puts a program at `target` without copying it where that is possible.
 *
 * A hard link and no symbolic one: the engine resolves its own path and looks for the language host
 * beside the result, which would be the cache folder of the engine alone.
 */
export async function placeProgram(program: string, target: string): Promise<void> {
    if (await isSameFile(program, target)) return;
    await mkdir(dirname(target), { recursive: true });
    const fresh = `${target}.${String(process.pid)}`;
    await rm(fresh, { force: true });
    try {
        await link(program, fresh);
    } catch {
        await copyFile(program, fresh); // The cache lies on another file system.
    }
    await rename(fresh, target);
}

/** Writes the program that runs dynamic resources; the npm package brings it, the engine looks beside itself. */
export async function placeDynamicProvider(projectDir: string, bin: string): Promise<void> {
    const name = "pulumi-resource-pulumi-nodejs";
    const script = await readFile(join(projectDir, "node_modules/@pulumi/pulumi", name), "utf8");
    await placeScript(join(bin, name), script);
}

/**
 * Writes `pulumi-language-nodejs`, which the engine looks for, around the language host that was built.
 *
 * That host reads flags, and the engine, being newer, sends the runtime options of Pulumi.yaml
 * otherwise: without the flags the program would run through ts-node, seconds slower.
 */
export async function placeLanguageHost(projectDir: string, bin: string): Promise<void> {
    const project: unknown = parse(await readFile(join(projectDir, "Pulumi.yaml"), "utf8"));
    const { typescript, nodeargs } = projectSchema.parse(project).runtime.options;
    const script =
        "#!/bin/sh\n" +
        `exec "$(dirname "$0")/nodejs-language-host" -typescript=${String(typescript)} '-nodeargs=${nodeargs}' "$@"\n`;
    await placeScript(join(bin, "pulumi-language-nodejs"), script);
}

async function placeScript(target: string, script: string): Promise<void> {
    await writeFile(`${target}.new`, script);
    await chmod(`${target}.new`, 0o755);
    await rename(`${target}.new`, target);
}

async function isSameFile(left: string, right: string): Promise<boolean> {
    try {
        const [a, b] = await Promise.all([stat(left), stat(right)]);
        return a.ino === b.ino && a.dev === b.dev;
    } catch {
        return false;
    }
}
