import { decode } from "../../stacks/configuration/draft/draft";
import type { ConfigFiles, RawConfig } from "../../stacks/configuration/draft/sources";
import type { NeutronReader } from "../../stacks/survey/neutronReader";
import type { ShownKey } from "./access";
import { answerValue, flagFor, readSettings } from "./answers";
import { decideAccess } from "./decideAccess";
import { valueAt } from "./decisions";
import { describeCluster, describeHostKeys } from "./describe";
import { renderStackFile } from "./document";
import { fileProblems } from "./fileProblems";
import { chooseContexts, clusterNames } from "./kubeconfigs";
import { lookAtSite } from "./lookAtSite";
import { readKubeconfigs } from "./readKubeconfigs";
import { draftSite, type ClusterFacts } from "./site";
import { writtenPath } from "./stackFile";
import type { Terminal } from "./terminal";

/** What the command line says of a site. */
export interface SiteOptions {
    readonly kubeconfig?: readonly string[];
    readonly context?: readonly string[];
    readonly name?: readonly string[];
    readonly cloud?: readonly string[];
    readonly cloudsPath?: string;
    readonly sshKey?: string;
    readonly knownHosts?: string;
    readonly routing?: string;
    readonly sample: boolean;
    readonly set?: readonly string[];
    readonly acceptHostKeys?: true;
}

/** A stack as it is, and who can be asked and told. */
export interface Setting {
    /** Text of the stack's file. */
    readonly text: string;
    readonly raw: RawConfig;
    readonly files: ConfigFiles;
    /** Absent in a script. */
    readonly terminal?: Terminal;
    readonly say: (text: string) => void;
}

/** The text to write, or all that keeps it from being written. */
export type Prepared =
    | { readonly text: string }
    | {
          /** What is wrong, in sentences. */
          readonly failures: readonly string[];
          /** Flags that a script has to give. */
          readonly missing: readonly string[];
      };

/** Looks at a site, asks what cannot be seen, and makes the text of the stack's file; writes nothing. */
export async function prepare(options: SiteOptions, setting: Setting): Promise<Prepared> {
    const { raw, files, say, terminal } = setting;
    const values = decode(raw.values);
    const entries = Array.isArray(values["clusters"]) ? (values["clusters"] as unknown[]) : [];
    const kubeconfigs = readKubeconfigs(options.kubeconfig ?? [], entries, raw, files);
    const choices = chooseContexts(kubeconfigs.found, options.context ?? []);
    const names = clusterNames(choices.clusters, options.name ?? []);
    const { answers, failures: misread } = readSettings(options.set ?? [], names);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    const wrong = [
        ...kubeconfigs.failures,
        ...choices.failures,
        ...misread,
        ...twice.map(
            (name) => `two clusters would be called ${name}; name all of them with --name`,
        ),
        ...(raw.secretKeys.has("clusters")
            ? ["clusters has a secret in it; store that under a key of its own first"]
            : []),
    ];
    if (wrong.length > 0) return { failures: wrong, missing: [] };
    for (const [index, name] of names.entries()) {
        const given = answers.get(name);
        for (const [key, value] of shorthands(options, index, files)) {
            given?.set(key, given.get(key) ?? value);
        }
    }

    const access = { raw, files, readers: new Map<string, Promise<NeutronReader>>() };
    const looks = await Promise.all(
        choices.clusters.map(async (choice, index) => {
            const name = names[index] ?? "";
            const position = entries.findIndex((entry) => valueAt(entry, "name") === name);
            const written = entries[position];
            const given = answers.get(name) ?? new Map<string, unknown>();
            const cluster = {
                name,
                index: position < 0 ? index : position,
                choice,
                written,
                given,
            };
            const look = await lookAtSite(cluster, access);
            if ("failure" in look) return look;
            const { path } = choice.kubeconfig;
            const facts: ClusterFacts = {
                seen: look.seen,
                ...(path === undefined ? {} : { kubeconfigPath: path }),
                ...(choice.context === undefined ? {} : { context: choice.context }),
                ...(written === undefined ? {} : { written }),
                given,
            };
            return { facts };
        }),
    );
    const facts = looks.flatMap((look) => ("facts" in look ? [look.facts] : []));
    const failures = looks.flatMap((look) => ("failure" in look ? [look.failure] : []));

    let draft = draftSite(facts, values, options);
    const isAsked = () => failures.length + draft.failures.length === 0;
    while (terminal !== undefined && isAsked() && draft.questions.length > 0) {
        for (const question of draft.questions) {
            const answer = answerValue(await terminal.ask(question));
            answers.get(question.cluster)?.set(question.key, answer);
        }
        draft = draftSite(facts, values, options);
    }
    const missing = draft.questions.map(flagFor);
    failures.push(...draft.failures);
    for (const { seen } of facts) {
        const { decisions, place } = draft.clusters.find(({ name }) => name === seen.name) ?? {};
        say(describeCluster(seen, place));
        const isOpen =
            decisions === undefined || decisions.questions.length + decisions.failures.length > 0;
        if (isOpen || !draft.rewriting.includes(seen.name)) continue;
        const accept = async (shown: readonly ShownKey[]) => {
            say(describeHostKeys(shown));
            if (options.acceptHostKeys === true) return true;
            if (terminal !== undefined) {
                return terminal.confirm("Are these the keys of those hosts?");
            }
            const hosts = shown.map(({ where }) => where).join("; ");
            missing.push(`--accept-host-keys  once the keys above are compared: ${hosts}`);
            return false;
        };
        const failure = await decideAccess(seen, decisions, raw, files, accept);
        if (failure !== undefined) failures.push(failure);
    }
    if (failures.length > 0 || missing.length > 0) return { failures, missing };

    const written = new Set(entries.map((entry) => valueAt(entry, "name")));
    const text = renderStackFile(
        setting.text,
        draft.clusters.map(({ name, decisions: { made } }, index) => ({
            name,
            made,
            ...(written.has(name) || options.name?.[index] !== undefined
                ? {}
                : {
                      nameNote:
                          "out of the kubeconfig; to rename it later takes a `pulumi destroy`",
                  }),
        })),
        draft.keys,
    );
    if (text === undefined) {
        return { failures: ["the stack's file is not YAML of keys; correct it"], missing: [] };
    }
    const problems = fileProblems(text, raw, files);
    return problems.length > 0 ? { failures: problems, missing: [] } : { text };
}

/** Flags that are for every cluster, or for one after the other. */
function shorthands(
    { cloud = [], cloudsPath, sshKey, knownHosts }: SiteOptions,
    index: number,
    files: ConfigFiles,
): (readonly [key: string, value: string])[] {
    const entry = cloud.length === 1 ? cloud[0] : cloud[index];
    const shown = (path: string | undefined) =>
        path === undefined ? undefined : writtenPath(path, files);
    const all = [
        ["openstack.cloud", entry],
        ["openstack.cloudsPath", shown(cloudsPath)],
        ["nodes.privateKeyPath", shown(sshKey)],
        ["nodes.knownHostsPath", shown(knownHosts)],
    ] as const;
    return all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}
