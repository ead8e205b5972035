import { stringify } from "yaml";
import { z } from "zod";
import {
    anchorCommand,
    inlineFile,
    inlineToken,
    UnreadableReference,
    type Entry,
    type KubeconfigFiles,
} from "./referencedFiles";
import { readYaml } from "../draft/yamlText";
import { clientGoMistake } from "./clientGo";

/** A kubeconfig cut down to one context. */
export interface MinimalKubeconfig {
    /** YAML; stands alone, no file is needed to use it. Holds credentials. */
    readonly kubeconfig: string;
    readonly context: string;
    readonly server: string;
    /** The proxy of the chosen cluster: behind two proxies, one private address is two servers. */
    readonly proxyUrl: string | undefined;
    /** Whether the API server's certificate is not checked. */
    readonly isUnverified: boolean;
}

/** A kubeconfig that cannot be used; the message never quotes its credentials. */
export class KubeconfigError extends Error {
    /** The configuration key to change: the kubeconfig itself, or the name of the context. */
    public readonly about: "kubeconfig" | "context";

    constructor(about: "kubeconfig" | "context", message: string) {
        super(message);
        this.about = about;
    }
}

const Path = z.string().nullish();
const Cluster = z.looseObject({
    server: z.string(),
    "proxy-url": z.string().nullish(),
    "certificate-authority": Path,
});
const Context = z.looseObject({
    cluster: z.string(),
    user: z.string().nullish(),
    namespace: z.string().nullish(),
});
const User = z.looseObject({
    "client-certificate": Path,
    "client-key": Path,
    tokenFile: Path,
});
/** `clusters: null` is what kubectl writes when there are none; entries are judged when chosen. */
const Entries = z.array(z.unknown()).nullish();
const Kubeconfig = z.looseObject({
    "current-context": z.string().nullish(),
    clusters: Entries,
    contexts: Entries,
    users: Entries,
});
const Named = z.looseObject({ name: z.string() });

function parseYaml(text: string): unknown {
    const read = readYaml(text);
    if ("value" in read) return read.value;
    const place = read.line === undefined ? "" : `, see its line ${String(read.line)}`;
    throw new KubeconfigError("kubeconfig", `not YAML${place}; give a kubeconfig`);
}

function parse(text: string) {
    const { data, error: wrong } = Kubeconfig.safeParse(parseYaml(text));
    if (data === undefined) {
        const where = wrong.issues[0]?.path.map(String).join(".") ?? "";
        const what = where === "" ? "it has no keys" : `${where} is missing or wrong in it`;
        throw new KubeconfigError("kubeconfig", `not a kubeconfig, ${what}; give a kubeconfig`);
    }
    if ((data.clusters ?? []).length === 0) {
        const advice = "it holds no clusters; give the kubeconfig of the cluster";
        throw new KubeconfigError("kubeconfig", advice);
    }
    return {
        current: data["current-context"] ?? "",
        clusters: named(data.clusters),
        contexts: named(data.contexts),
        users: named(data.users),
    };
}

type Items = readonly z.output<typeof Named>[];

/** The entries with a name: another one can be nobody's choice. */
function named(entries: readonly unknown[] | null | undefined): Items {
    return (entries ?? []).flatMap((entry) => Named.safeParse(entry).data ?? []);
}

function names(items: Items): string {
    return items.length === 0 ? "none" : items.map((item) => item.name).join(", ");
}

function findOne<S extends z.ZodType>(
    kind: "cluster" | "context" | "user",
    schema: S,
    items: Items,
    name: string,
): z.output<S> {
    const [found, second] = items.filter((item) => item.name === name);
    if (found === undefined) {
        const advice = `its context asks for the ${kind} "${name}", but it holds ${names(items)}`;
        throw new KubeconfigError("kubeconfig", advice);
    }
    if (second !== undefined) {
        // K-PaaS calls every cluster, context and user `cluster1`: files that were joined collide.
        const advice = `it holds two ${kind}s "${name}"; give each cluster a file of its own`;
        throw new KubeconfigError("kubeconfig", advice);
    }
    const { data, error: wrong } = schema.safeParse(found[kind]);
    if (data !== undefined) return data;
    const path = [kind, ...(wrong?.issues[0]?.path.map(String) ?? [])].join(".");
    const advice = `not a kubeconfig, ${path} of the ${kind} "${name}" is missing or wrong in it; give a kubeconfig`;
    throw new KubeconfigError("kubeconfig", advice);
}

function chooseContext(contexts: Items, current: string, wanted: string | undefined): string {
    const chosen = wanted ?? current;
    if (contexts.some((item) => item.name === chosen)) return chosen;
    if (contexts.length === 0) {
        throw new KubeconfigError("kubeconfig", "it holds no contexts; give a complete kubeconfig");
    }
    const choice = `write ${contexts.length > 1 ? "one of " : ""}${names(contexts)}`;
    if (wanted !== undefined) {
        throw new KubeconfigError("context", `the kubeconfig has no such context; ${choice}`);
    }
    const reason = chosen === "" ? "no current-context" : `a current-context "${chosen}" it lacks`;
    throw new KubeconfigError("context", `the kubeconfig has ${reason}; ${choice}`);
}

function refuseOmitted(entries: readonly Entry[]): void {
    const values = entries.flatMap((entry) => Object.values(entry));
    if (values.some((value) => value === "DATA+OMITTED" || value === "REDACTED")) {
        const advice = "make it with 'kubectl config view --raw --flatten --minify'";
        throw new KubeconfigError("kubeconfig", `its credentials were left out; ${advice}`);
    }
}

function inlined(cluster: Entry, user: Entry, files: KubeconfigFiles | undefined) {
    try {
        const complete = inlineFile(cluster, "certificate-authority", files);
        const certificate = inlineFile(user, "client-certificate", files);
        const pair = inlineFile(certificate, "client-key", files);
        return { cluster: complete, user: anchorCommand(inlineToken(pair, files), files) };
    } catch (error) {
        if (!(error instanceof UnreadableReference)) throw error;
        throw new KubeconfigError("kubeconfig", error.message);
    }
}

/**
 * The part of a kubeconfig that one context needs, with every file it refers to inlined.
 *
 * `wanted` defaults to the file's current-context; without `files` references to files are refused.
 * Throws a {@link KubeconfigError}.
 */
export function minimalKubeconfig(
    text: string,
    wanted: string | undefined,
    files: KubeconfigFiles | undefined,
): MinimalKubeconfig {
    const config = parse(text);
    const name = chooseContext(config.contexts, config.current, wanted);
    const context = findOne("context", Context, config.contexts, name);
    if (context.user === undefined || context.user === null || context.user === "") {
        throw new KubeconfigError("kubeconfig", `its context "${name}" names no user; add one`);
    }
    const cluster = findOne("cluster", Cluster, config.clusters, context.cluster);
    const user = findOne("user", User, config.users, context.user);
    refuseOmitted([cluster, user]);
    const complete = inlined(cluster, user, files);
    const mistake = clientGoMistake(complete.cluster, complete.user);
    if (mistake !== undefined) throw new KubeconfigError("kubeconfig", mistake);
    const content = {
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: context.cluster, cluster: complete.cluster }],
        contexts: [
            {
                name,
                context: {
                    cluster: context.cluster,
                    user: context.user,
                    ...(typeof context.namespace === "string"
                        ? { namespace: context.namespace }
                        : {}),
                },
            },
        ],
        users: [{ name: context.user, user: complete.user }],
        "current-context": name,
    };
    // Go reads YAML 1.1, to which a password `on` or `1_000` without quotes is no text.
    const kubeconfig = stringify(content, { version: "1.1" });
    const proxyUrl = cluster["proxy-url"] ?? undefined;
    const isUnverified = cluster["insecure-skip-tls-verify"] === true;
    return { kubeconfig, context: name, server: cluster.server, proxyUrl, isUnverified };
}
