import type * as pulumi from "@pulumi/pulumi";
import merge from "deepmerge";
import type { LinkerdVersion } from "./versions";

/** What a Helm repository is asked with. */
export interface RepositoryLogin<Secret = pulumi.Output<string>> {
    readonly username?: string;
    readonly password?: Secret;
    /** Path of the CA's certificate on the machine that runs the program. */
    readonly caFile?: string;
}

/** Where the Linkerd charts come from and what all of them share. */
export interface ChartSource {
    /** URL of the Helm repository, `https` or `oci`. */
    readonly repository: string;
    /** Of an `https` repository; Helm has the login of an OCI registry from its own file. */
    readonly login?: RepositoryLogin;
    /** A row of `versions.ts`. */
    readonly versions: LinkerdVersion;
    /** Seconds that Helm may take for one release before it counts as failed. */
    readonly timeoutSeconds: number;
}

/** Images of the charts. */
export interface ImageSource {
    /** Registry and path that replace `cr.l5d.io/linkerd`. */
    readonly registry: string;
    /** Pause image of the gateway; the chart's own names a registry that was closed. */
    readonly pause: string;
    /** Names of pull Secrets. */
    readonly pullSecrets: readonly string[];
    /** Contents of a Docker config.json, secret; each namespace gets a pull Secret of it. */
    readonly pullCredentials?: pulumi.Output<string>;
}

/** Pull Secrets as pods, accounts and charts refer to them. */
export function pullSecretReferences(images: Pick<ImageSource, "pullSecrets">) {
    return images.pullSecrets.map((name) => ({ name }));
}

/** Values of a chart, as in a `values.yaml`. */
export type ChartValues = Readonly<Record<string, unknown>>;

/** The library asks about every value, also about null, with which Helm removes a default. */
function isMap(value: unknown): boolean {
    return (
        typeof value === "object" &&
        value !== null &&
        Object.getPrototypeOf(value) === Object.prototype
    );
}

/**
 * `extra` over `base`, as Helm merges value files: maps are merged, lists are replaced.
 * Outputs count as leaves; a merge library left alone would take them apart.
 */
export function mergeValues(base: ChartValues, extra: ChartValues): Record<string, unknown> {
    return merge(base, extra, { isMergeableObject: isMap });
}

/** Arguments that every release of a Linkerd chart gets. */
export function releaseArgs(
    source: Pick<ChartSource, "repository" | "login" | "timeoutSeconds">,
    chart: string,
    version: string,
) {
    // A chart of an OCI registry is named by its whole address, and has no repository beside it.
    const isOci = source.repository.startsWith("oci:");
    return {
        name: chart,
        chart: isOci ? `${source.repository.replace(/\/+$/, "")}/${chart}` : chart,
        version,
        ...(isOci ? {} : { repositoryOpts: { repo: source.repository, ...source.login } }),
        timeout: source.timeoutSeconds,
        // A failed release stays, for `helm status` and for the next `up` to continue from.
        atomic: false,
        // A null in the extra values removes a chart's default, as it does in Helm.
        allowNullValues: true,
        maxHistory: 5,
    } satisfies Record<string, pulumi.Input<unknown>>;
}
