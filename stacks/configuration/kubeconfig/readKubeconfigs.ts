import { KubeconfigError, minimalKubeconfig, type MinimalKubeconfig } from "./minimalKubeconfig";
import type { Draft } from "../draft/draft";
import type { Problem } from "../types/problem";
import { kubeconfigKey } from "../draft/secretKeys";
import {
    problemsOf,
    readSource,
    type ClusterPlace,
    type ConfigFiles,
    type Place,
    type RawConfig,
    type Result,
    type SourceKind,
    type SourceText,
} from "../draft/sources";

/** The kubeconfig of one cluster and the key that gave it. */
export interface KubeconfigSource extends MinimalKubeconfig {
    /** Position in `clusters`. */
    readonly index: number;
    readonly key: Place;
}

const KUBECONFIG: SourceKind = {
    what: "a kubeconfig",
    example: "~/.kube/cluster1-config",
    pathKey: ["kubeconfigPath"],
    givenPath: (cluster) => cluster.kubeconfigPath,
    contentsKey: kubeconfigKey,
};

function choose(
    { text, key, folder }: SourceText,
    { cluster, index }: ClusterPlace,
    { read }: ConfigFiles,
): Result<KubeconfigSource> {
    try {
        const files = folder === undefined ? undefined : { folder, read };
        return { found: { ...minimalKubeconfig(text, cluster.context, files), index, key } };
    } catch (error) {
        if (!(error instanceof KubeconfigError)) throw error;
        const { message: advice, about } = error;
        const path = ["clusters", index, "context"];
        return {
            problems: [
                about === "context" ? { path, value: cluster.context, advice } : { ...key, advice },
            ],
        };
    }
}

/** The kubeconfig of every cluster that has a readable one, and what is wrong with the others. */
export function readKubeconfigs(
    draft: Draft,
    entries: unknown,
    raw: RawConfig,
    files: ConfigFiles,
): { readonly found: readonly KubeconfigSource[]; readonly problems: readonly Problem[] } {
    const results = (draft.clusters ?? []).map((cluster, index) => {
        const place = { cluster, index };
        const source = readSource(KUBECONFIG, place, (entries as unknown[])[index], raw, files);
        return "problems" in source ? source : choose(source.found, place, files);
    });
    return {
        found: results.flatMap((result) => ("found" in result ? [result.found] : [])),
        problems: problemsOf(results),
    };
}
