import { kubernetesMisfit } from "../../components/linkerd/kubernetesRange";
import { LINKERD_VERSIONS } from "../../components/linkerd/versions";
import { effectiveLinks } from "../../stacks/configuration/draft/routes";
import { readDraft } from "../../stacks/configuration/draft/draft";
import { isInside } from "../../stacks/survey/egress";
import { closesNamespaces } from "../layers/networkPolicies/findings";
import { toldDomains } from "../layers/versions/clusterDomain";
import { Decisions, valueAt, type Decision, type Given, type Question } from "./decisions";
import { decideExposure, decideGatewayAddress } from "./gateway";
import { decideApiServer, decideBastion, decideHosts, nodeAddresses } from "./nodes";
import { decideOpenStack } from "./openStack";
import { decidePlace, type Place } from "./place";
import type { SiteCluster } from "./siteView";

/** A cluster, as it was seen, and where its kubeconfig is. */
export interface ClusterFacts {
    readonly seen: SiteCluster;
    /** Absent where the stack has its contents as a secret. */
    readonly kubeconfigPath?: string;
    /** Absent where it is the kubeconfig's current one. */
    readonly context?: string;
    /** Its entry, where the stack has one. */
    readonly written?: unknown;
    readonly given: Given;
}

/** What is to be written for a cluster. */
export interface ClusterDraft {
    readonly name: string;
    readonly decisions: Decisions;
    readonly isExternal: boolean;
    readonly place: Place | undefined;
}

/** The whole stack as it is to be written. */
export interface SiteDraft {
    readonly clusters: readonly ClusterDraft[];
    /** Keys of the program beside `clusters`. */
    readonly keys: readonly Decision[];
    readonly questions: readonly Question[];
    /** What keeps clusters from being described, in sentences. */
    readonly failures: readonly string[];
    /** Clusters whose nodes are logged in to. */
    readonly rewriting: readonly string[];
}

/** What to write for a site. `values` are the keys that the stack has, decoded. Pure. */
export function draftSite(
    facts: readonly ClusterFacts[],
    values: Readonly<Record<string, unknown>>,
    options: { readonly routing?: string; readonly sample: boolean },
): SiteDraft {
    const clusters = facts.map(draftCluster);
    const keys = meshKeys(facts, clusters, values, options);
    const draft = readDraft({
        ...values,
        ...Object.fromEntries(keys.map(({ key, value }) => [key, value])),
        clusters: [
            ...others(values, clusters),
            ...clusters.map(({ name, isExternal }) => ({
                name,
                gateway: { exposure: isExternal ? "external" : "openstack" },
            })),
        ],
    });
    const links = effectiveLinks(draft);
    const rewriting = new Set(
        links.flatMap(({ source, routing }) => (routing === "dnat" ? [source] : [])),
    );
    for (const [index, { name, decisions, isExternal }] of clusters.entries()) {
        const isAdmitted = links.some(
            ({ source, routing }) => source === name && routing !== "none",
        );
        if (isExternal && isAdmitted) {
            decisions.decide("egressAddresses", {
                ask: "Addresses that its pods are seen from, as 198.51.100.7",
            });
            const value = decisions.textOf("egressAddresses")?.split(/[\s,]+/);
            if (value !== undefined) decisions.set({ key: "egressAddresses", value });
        }
        const { seen } = facts[index] ?? {};
        if (seen === undefined || (isExternal && !rewriting.has(name))) continue;
        decideHosts(nodeAddresses(seen.kubernetes.nodes), decisions);
        const place = clusters[index]?.place;
        if (rewriting.has(name) && (isExternal || place !== undefined)) {
            decideBastion(seen.server, seen.kubernetes.nodes, place, decisions);
        }
    }
    return {
        clusters,
        keys,
        questions: clusters.flatMap(({ decisions }) => decisions.questions),
        failures: clusters.flatMap(({ decisions }) => decisions.failures),
        rewriting: [...rewriting],
    };
}

/** The clusters that the stack has, and that are not looked at. */
function others(
    { clusters: written }: Readonly<Record<string, unknown>>,
    clusters: readonly ClusterDraft[],
): unknown[] {
    const names: unknown[] = clusters.map(({ name }) => name);
    const entries: unknown[] = Array.isArray(written) ? written : [];
    return entries.filter((entry) => !names.includes(valueAt(entry, "name")));
}

function draftCluster(facts: ClusterFacts): ClusterDraft {
    const { seen, written, given, kubeconfigPath, context } = facts;
    const { name, server, kubernetes } = seen;
    const decisions = new Decisions(name, written, given);
    if (kubeconfigPath !== undefined) {
        decisions.set({ key: "kubeconfigPath", value: kubeconfigPath });
    }
    if (context !== undefined) decisions.set({ key: "context", value: context });
    const nodes = nodeAddresses(kubernetes.nodes);
    const isExternal = decideExposure(kubernetes, decisions);
    const isOpen = decisions.questions.length > 0;
    const place = isExternal || isOpen ? undefined : decidePlace(seen, nodes, decisions);
    decideApiServer(server, kubernetes.nodes, place, decisions);
    if (place !== undefined) {
        decideOpenStack(place, decisions);
        decideGatewayAddress(kubernetes, nodes, place, decisions);
    }
    const domains = toldDomains(kubernetes.systemConfigMaps ?? [])?.domains ?? ["cluster.local"];
    if (!domains.includes("cluster.local")) {
        decisions.decide("clusterDomain", { value: domains[0] });
    }
    return { name, decisions, isExternal, place };
}

function meshKeys(
    facts: readonly ClusterFacts[],
    clusters: readonly ClusterDraft[],
    values: Readonly<Record<string, unknown>>,
    { routing, sample }: { readonly routing?: string; readonly sample: boolean },
): Decision[] {
    const kubernetes = facts.map(({ seen }) => seen.kubernetes);
    const found: readonly (Decision | undefined)[] = [
        sample
            ? {
                  key: "sample",
                  value: { enabled: true },
                  note: "the guide's sample, which `npm run verify` asks; enabled: false leaves it out",
              }
            : undefined,
        sharedAddresses(clusters),
        linkerdVersion(kubernetes.map(({ version }) => version)),
        kubernetes.some(closesNamespaces) ? { key: "networkPolicies", value: true } : undefined,
    ];
    const given = routing === undefined ? [] : [{ key: "routing", value: routing }];
    // Of a stack that has clusters already, a guess would upgrade or reroute a mesh that works.
    if (values["clusters"] !== undefined) return given;
    const isTold = ({ key }: Decision) =>
        values[key] !== undefined || (key === "routing" && routing !== undefined);
    return [...given, ...found.flatMap((one) => (one === undefined || isTold(one) ? [] : [one]))];
}

/** With `dnat` a node would rewrite packets to its own network. */
function sharedAddresses(clusters: readonly ClusterDraft[]): Decision | undefined {
    for (const { name, decisions } of clusters) {
        const ip = decisions.valueOf("gateway.ip");
        const source = clusters.find(
            (other) =>
                other.name !== name &&
                other.place?.network.subnets.some(({ cidr }) => isInside(String(ip), cidr)),
        );
        if (source !== undefined) {
            return {
                key: "routing",
                value: "direct",
                note: `the gateway's address of ${name} is one of the network of ${source.name} too, which dnat cannot tell apart`,
            };
        }
    }
    return undefined;
}

/** The oldest row that names the Kubernetes of every cluster; left out where that is the default. */
function linkerdVersion(kubernetes: readonly string[]): Decision | undefined {
    const fitting = LINKERD_VERSIONS.find((row) =>
        kubernetes.every((version) => kubernetesMisfit(version, row) === undefined),
    );
    if (fitting === undefined || fitting === LINKERD_VERSIONS[0]) return undefined;
    const { linkerd: value, series } = fitting;
    const versions = [...new Set(kubernetes)].join(" and ");
    return { key: "linkerdVersion", value, note: `${series}, the oldest that names ${versions}` };
}
