import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import {
    readText,
    resolvePath,
    type ConfigFiles,
    type RawConfig,
} from "../../stacks/configuration/draft/sources";
import { kubeconfigKey } from "../../stacks/configuration/draft/secretKeys";
import { valueAt } from "./decisions";
import { kubeconfigNames, type KubeconfigText } from "./kubeconfigs";
import { writtenPath } from "./stackFile";

/** Kubeconfigs that are there, and what is wrong with the others. */
export interface Kubeconfigs {
    readonly found: readonly KubeconfigText[];
    readonly failures: readonly string[];
}

/**
 * The kubeconfigs of a run: those that were given, a folder being all that lie in it; else those that
 * the stack has; else those of KUBECONFIG; else what K-PaaS and its guide leave in ~/.kube.
 */
export function readKubeconfigs(
    given: readonly string[],
    entries: readonly unknown[],
    raw: RawConfig,
    files: ConfigFiles,
): Kubeconfigs {
    const written = entries.flatMap((entry) => writtenKubeconfig(entry, raw, files));
    if (given.length === 0 && written.length > 0) return collected(written);
    const paths = (given.length > 0 ? given : usual(files)).flatMap((path) =>
        inFolder(path, files),
    );
    if (paths.length === 0) {
        return {
            found: [],
            failures: [
                "there is no kubeconfig in KUBECONFIG or ~/.kube; name them with --kubeconfig FILE FILE",
            ],
        };
    }
    return collected(
        [...new Set(paths)].map((path) => {
            const shown = writtenPath(path, files);
            const same = written.find((one) => "found" in one && one.found.path === shown);
            return same ?? readOne(shown, files);
        }),
    );
}

type Reading = { readonly found: KubeconfigText } | { readonly failure: string };

function collected(readings: readonly Reading[]): Kubeconfigs {
    return {
        found: readings.flatMap((one) => ("found" in one ? [one.found] : [])),
        failures: readings.flatMap((one) => ("failure" in one ? [one.failure] : [])),
    };
}

function readOne(path: string, files: ConfigFiles): Reading {
    const resolved = resolvePath(path, files);
    const contents = readText(resolved, files);
    if (!("text" in contents)) return { failure: `${path}: ${contents.reason}` };
    const folder = dirname(resolved);
    return { found: { text: contents.text, path, files: { folder, read: files.read } } };
}

function writtenKubeconfig(entry: unknown, raw: RawConfig, files: ConfigFiles): Reading[] {
    const [name, path, context] = ["name", "kubeconfigPath", "context"].map((key) =>
        valueAt(entry, key),
    );
    if (typeof name !== "string") return [];
    const rest = { cluster: name, ...(typeof context === "string" ? { context } : {}) };
    if (typeof path === "string") {
        const reading = readOne(path, files);
        return ["found" in reading ? { found: { ...reading.found, ...rest } } : reading];
    }
    const text = raw.values[kubeconfigKey(name)];
    return text === undefined ? [] : [{ found: { text, ...rest } }];
}

function usual({ environment, homeDir }: ConfigFiles): readonly string[] {
    const named = (environment["KUBECONFIG"] ?? "").split(":").filter((path) => path !== "");
    if (named.length > 0) return named;
    const folder = join(homeDir, ".kube");
    if (!existsSync(folder)) return [];
    const numbered = kubeconfigNames(readdirSync(folder));
    const names = numbered.length > 0 ? numbered : ["config"];
    return names.map((name) => join(folder, name)).filter((path) => existsSync(path));
}

function inFolder(path: string, files: ConfigFiles): readonly string[] {
    const resolved = resolvePath(path, files);
    if (!existsSync(resolved) || !statSync(resolved).isDirectory()) return [path];
    return kubeconfigNames(readdirSync(resolved)).map((name) => join(resolved, name));
}
