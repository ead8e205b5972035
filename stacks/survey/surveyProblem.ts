import { sh } from "../../components/shell";
import type { ConfigPath, Problem } from "../configuration/types/problem";

/** Something that is there, or is not, and that the configuration does not fit. */
export interface SurveyProblem {
    /** Stable name of the kind of problem; docs/operations.md has each. */
    readonly code: SurveyCode;
    /** A cluster, `cluster1/node2`, or a link as `cluster1-to-cluster2`. */
    readonly where: string;
    /** The key of the configuration that it is about. */
    readonly path: ConfigPath;
    /** What stands there; undefined when nothing does. */
    readonly value: unknown;
    /** What is so, with the value that was found. */
    readonly what: string;
    /** What does not work because of it. */
    readonly why: string;
    /** What to write for the key, or to do instead. */
    readonly advice: string;
    /** Commands of the client `openstack`, as words, that show what to write, or that mend it. */
    readonly commands: readonly (readonly string[])[];
    /** Keys to set, then `pulumi up`; empty where the commands alone mend it. */
    readonly settings: readonly Setting[];
    /** The Service of a cluster to change where no key mends it. */
    readonly object?: {
        readonly cluster: string;
        readonly namespace: string;
        readonly service: string;
    };
    /** What is up goes on in spite of it; the next `up` is refused. */
    readonly onlyStopsUp?: true;
}

/** One key of the configuration and what to write; a word in capitals stands for a value. */
export interface Setting {
    readonly path: ConfigPath;
    /** Absent: the key is to be removed. */
    readonly value?: string;
}

/** Kinds of problems that `up` refuses and doctor finds. */
export type SurveyCode =
    | "cloud-unavailable"
    | "network-not-found"
    | "subnet-not-found"
    | "router-not-found"
    | "security-group-not-found"
    | "floating-ip-pool-not-found"
    | "floating-ip-pool-name-shared"
    | "node-port-missing"
    | "router-without-gateway"
    | "router-in-other-network"
    | "gateway-outside-subnet"
    | "gateway-port-foreign"
    | "floating-ip-missing"
    | "floating-ip-taken"
    | "floating-ip-from-pool"
    | "address-pair-missing"
    | "security-group-member-missing"
    | "security-group-rule-duplicate"
    | "api-server-floating-ip-idle"
    | "api-server-address-uncarried"
    | "api-server-rule-missing"
    | "egress-addresses-unknown"
    | "gateway-in-source-subnet"
    | "node-not-configured"
    | "node-missing"
    | "node-address-differs"
    | "kubernetes-too-old"
    | "linkerd-downgrade"
    | "linkerd-version-skipped"
    | "linkerd-version-unknown"
    | "gateway-api-foreign"
    | "gateway-api-deleted"
    | "trust-anchors-unshared"
    | "trust-anchor-in-use"
    | "trust-anchor-too-new"
    | "export-service-missing"
    | "export-unusable"
    | "export-label-foreign"
    | "mirror-name-too-long"
    | "mirror-name-taken"
    | "mirror-namespace-missing"
    | "split-service-missing"
    | "split-without-export"
    | "split-port-missing";

/** What `pulumi up` does with a problem of the survey. */
export const REFUSES = "`pulumi up` refuses to run.";

/** A command of the client `openstack`, as an advice quotes it. */
export function quotedOpenstack(words: readonly string[]): string {
    return `'${sh`openstack ${words}`.shell}'`;
}

/** The path of a key in the entry of a cluster. */
export function keyOf({ index }: { readonly index: number }, ...key: ConfigPath): ConfigPath {
    return ["clusters", index, ...key];
}

/** A problem with a key of a cluster; `write` is what to set this key to. As a list: checks may find none. */
export function problemAt(
    cluster: { readonly name: string; readonly index: number },
    key: ConfigPath,
    {
        write,
        ...problem
    }: Pick<SurveyProblem, "code" | "value" | "what" | "why" | "advice"> &
        Partial<SurveyProblem> & { readonly write?: string },
): SurveyProblem[] {
    const path = keyOf(cluster, ...key);
    const settings = write === undefined ? [] : [{ path, value: write }];
    return [{ where: cluster.name, path, commands: [], settings, ...problem }];
}

/** As `up` reports it. */
export function toProblem({ path, value, where, what, advice }: SurveyProblem): Problem {
    return { path, value, advice: `${where}: ${what}; ${advice}` };
}
