import { basename } from "node:path";
import { ClusterName } from "../../stacks/configuration/keys/values";
import { readYaml } from "../../stacks/configuration/draft/yamlText";
import {
    KubeconfigError,
    minimalKubeconfig,
    type MinimalKubeconfig,
} from "../../stacks/configuration/kubeconfig/minimalKubeconfig";
import type { KubeconfigFiles } from "../../stacks/configuration/kubeconfig/referencedFiles";
import { valueAt } from "./decisions";

/** The text of a kubeconfig. */
export interface KubeconfigText {
    readonly text: string;
    /** As it is written in the stack; absent where its contents are a secret of it. */
    readonly path?: string;
    /** Absent as `path`. */
    readonly files?: KubeconfigFiles;
    /** Name of the cluster that the stack has it for. */
    readonly cluster?: string;
    /** The context that the stack has. */
    readonly context?: string;
}

/** One cluster: a context of a kubeconfig. */
export interface KubeconfigChoice {
    readonly kubeconfig: KubeconfigText;
    readonly minimal: MinimalKubeconfig;
    /** Absent where it is the kubeconfig's current one. */
    readonly context?: string;
}

/** The clusters of these files, or what is wrong with a file. */
export interface Choices {
    readonly clusters: readonly KubeconfigChoice[];
    readonly failures: readonly string[];
}

/** Files of a folder that are kubeconfigs by their name: K-PaaS writes `cluster1-config` and `config1`. */
export function kubeconfigNames(files: readonly string[]): string[] {
    return files
        .filter((name) => /^config\d+$|^[^.].*-config(\.ya?ml)?$/.test(name))
        .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/**
 * The contexts that are clusters: `wanted` where it is not empty; else of one file alone each that has
 * an API server of its own, and of several the current one each. Pure, but for files that they refer to.
 */
export function chooseContexts(
    kubeconfigs: readonly KubeconfigText[],
    wanted: readonly string[],
): Choices {
    const results = kubeconfigs.map((kubeconfig) => {
        const { text, path, files, context } = kubeconfig;
        const all = contextNames(text);
        const asked = all.filter((name) => wanted.includes(name));
        const isJoined = kubeconfigs.length === 1 && context === undefined && all.length > 1;
        const names = asked.length > 0 ? asked : isJoined ? all : [context];
        try {
            const found = names.map((name) => ({
                kubeconfig,
                minimal: minimalKubeconfig(text, name, files),
                ...(name === undefined || name === currentContext(text) ? {} : { context: name }),
            }));
            return { found: oncePerServer(found) };
        } catch (error) {
            if (!(error instanceof KubeconfigError)) throw error;
            const flag = error.about === "context" ? " with --context" : "";
            return { failure: `${path ?? "the kubeconfig"}: ${error.message}${flag}` };
        }
    });
    const known = kubeconfigs.flatMap(({ text }) => contextNames(text));
    const unknown = wanted.filter((name) => !known.includes(name));
    return {
        clusters: results.flatMap((result) => result.found ?? []),
        failures: [
            ...results.flatMap((result) => result.failure ?? []),
            ...unknown.map(
                (name) =>
                    `--context ${name}: no kubeconfig has it; write one of ${[...new Set(known)].join(", ")}`,
            ),
        ],
    };
}

/** Two users of one cluster have a context each; the current one is the operator's choice. */
function oncePerServer(found: readonly KubeconfigChoice[]): readonly KubeconfigChoice[] {
    const currentLast = [...found].sort(
        (a, b) => Number(a.context === undefined) - Number(b.context === undefined),
    );
    const byServer = new Map(currentLast.map((one) => [one.minimal.server, one]));
    return found.filter((one) => byServer.get(one.minimal.server) === one);
}

function contextNames(text: string): string[] {
    const read = readYaml(text);
    const contexts = "value" in read ? valueAt(read.value, "contexts") : undefined;
    return (Array.isArray(contexts) ? contexts : []).flatMap((entry) => {
        const name = valueAt(entry, "name");
        return typeof name === "string" ? [name] : [];
    });
}

function currentContext(text: string): unknown {
    const read = readYaml(text);
    return "value" in read ? valueAt(read.value, "current-context") : undefined;
}

/**
 * Names for clusters: those given, those that the stack has, else the contexts where each is another
 * one, else what the files are called. Every context of K-PaaS is `cluster1`. Pure.
 */
export function clusterNames(
    choices: readonly KubeconfigChoice[],
    given: readonly string[],
): string[] {
    const proposals = [
        choices.map(({ minimal }) => minimal.context),
        choices.map(({ kubeconfig }) => nameOfFile(kubeconfig.path ?? "")),
    ];
    const numbered = choices.map((_, index) => `cluster${String(index + 1)}`);
    const usable = proposals.find(
        (names) =>
            new Set(names).size === names.length &&
            names.every((name) => ClusterName.safeParse(name).success),
    );
    return choices.map(
        ({ kubeconfig }, index) =>
            given[index] ?? kubeconfig.cluster ?? (usable ?? numbered)[index] ?? "",
    );
}

/** `cluster2-config` and `config2` are of `cluster2`. */
function nameOfFile(path: string): string {
    const name = basename(path).replace(/\.(ya?ml|conf|kubeconfig)$/, "");
    return name.replace(/^config(?=\d+$)/, "cluster").replace(/-config$/, "");
}
