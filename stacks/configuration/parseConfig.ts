import type { z } from "zod";
import { PULL_SECRET } from "../../components/linkerd/names";
import { CHART_DIGESTS, linkerdVersion } from "../../components/linkerd/versions";
import { normalizePem } from "../../components/pki/pem";
import { readAnchors } from "./certificates/readAnchors";
import { readIssuers } from "./certificates/readIssuers";
import { repositoryLogin, repositoryProblems } from "./charts/repositoryLogin";
import { apiServerProblems } from "./rules/apiServers";
import { proxyProblems } from "./rules/proxyEnvironment";
import { ConfigKeys } from "./keys/configKeys";
import type { SplitEntry } from "./keys/serviceEntries";
import type { LinkConfig, SplitConfig } from "./types/meshConfig";
import type { ParsedConfig, PlainMeshConfig } from "./types/plainConfig";
import { decode, readDraft, schemaProblems, type Draft } from "./draft/draft";
import { parseGoDuration } from "./keys/goDuration";
import { readKubeconfigs, type KubeconfigSource } from "./kubeconfig/readKubeconfigs";
import type { Problem } from "./types/problem";
import { effectiveLinks, effectivePeerLinks, routesOf } from "./draft/routes";
import { ruleProblems } from "./rules/rules";
import { flatSecretKeys, secrecyProblems } from "./draft/secretKeys";
import { readCredentials } from "./credentials";
import { toCluster, type ReadCredentials } from "./toCluster";
import type { ConfigFiles, RawConfig } from "./draft/sources";

function serverProblems(
    draft: Draft,
    links: readonly Pick<LinkConfig, "target">[],
    sources: readonly KubeconfigSource[],
): Problem[] {
    const targets = new Set(links.map((link) => link.target));
    return apiServerProblems(
        sources.map(({ index, key, server, proxyUrl, isUnverified }) => {
            const { name, apiServer, gateway, openstack, allowInsecureTransport } =
                draft.clusters?.[index] ?? {};
            return {
                index,
                source: key,
                server,
                proxyUrl,
                isUnverified,
                allowsInsecure: allowInsecureTransport === true,
                forPeers: apiServer,
                gatewayIp: gateway?.ip,
                floatingIp: openstack?.floatingIp?.address,
                isTarget: name !== undefined && targets.has(name),
            };
        }),
    );
}

/** Problems in the order of the documentation, so that those of one cluster stand together. */
function sorted(problems: readonly Problem[]): Problem[] {
    const keys = Object.keys(ConfigKeys.shape);
    const rank = ({ path: [key, index] }: Problem): [number, number] => {
        const position = keys.indexOf(String(key));
        return [position < 0 ? keys.length : position, typeof index === "number" ? index : -1];
    };
    return [...problems].sort((a, b) => {
        const [[keyA, indexA], [keyB, indexB]] = [rank(a), rank(b)];
        return keyA - keyB || indexA - indexB;
    });
}

function toSplit(
    { weights, ...split }: z.output<typeof SplitEntry>,
    kind: SplitConfig["kind"],
): SplitConfig {
    const { [split.cluster]: own = 0, ...others } = weights;
    const shares = [[split.cluster, own] as const, ...Object.entries(others)];
    return { kind, ...split, weights: shares.map(([cluster, weight]) => ({ cluster, weight })) };
}

function toConfig(
    values: Readonly<Record<string, unknown>>,
    { links, peerLinks }: Pick<PlainMeshConfig, "links" | "peerLinks">,
    sources: readonly KubeconfigSource[],
    credentials: ReadCredentials,
    files: ConfigFiles,
): PlainMeshConfig {
    const keys = ConfigKeys.parse(values);
    const versions = linkerdVersion(keys.linkerdVersion);
    const { enabled, split = versions.generation.split, weights, images } = keys.sample;
    const seconds = (duration: string) => parseGoDuration(duration) ?? NaN;
    const { chartRepository: repository = versions.repository } = keys;
    return {
        clusters: sources.map((source) => toCluster(source, keys, credentials)),
        protectFloatingIps: keys.protectFloatingIps,
        links,
        peers: keys.peers,
        peerLinks,
        charts: {
            repository,
            ...repositoryLogin(repository, repository, keys, files),
            versions,
            ...(split === "TrafficSplit"
                ? {
                      smi: {
                          repository: keys.smiChartRepository,
                          version: versions.smi,
                          ...repositoryLogin(keys.smiChartRepository, repository, keys, files),
                      },
                  }
                : {}),
            values: keys.chartValues,
            digests: { ...CHART_DIGESTS, ...keys.chartDigests },
        },
        accepted: {
            skippedVersions: keys.acceptSkippedVersions,
            trustOutage: keys.acceptTrustOutage,
            cutOff: keys.acceptCutOff,
        },
        images: {
            registry: keys.imageRegistry,
            pause: keys.pauseImage,
            ...(keys.imagePullCredentials === undefined
                ? { pullSecrets: keys.imagePullSecrets }
                : {
                      pullSecrets: [...keys.imagePullSecrets, PULL_SECRET],
                      pullCredentials: keys.imagePullCredentials,
                  }),
        },
        highAvailability: keys.highAvailability,
        webhookFailurePolicy:
            keys.webhookFailurePolicy ?? (keys.highAvailability ? "Fail" : "Ignore"),
        networkPolicies: keys.networkPolicies,
        heartbeatSchedule: keys.heartbeatSchedule,
        certificates: {
            trustAnchorHours: seconds(keys.trustAnchorLifetime) / 3600,
            issuerHours: seconds(keys.issuerLifetime) / 3600,
            trustAnchorGenerations: keys.trustAnchorGenerations,
            signingTrustAnchor: keys.signingTrustAnchor ?? keys.trustAnchorGenerations[0] ?? NaN,
            issuerGeneration: keys.issuerGeneration,
            ...(keys.certificates === undefined
                ? {}
                : { trustAnchors: keys.certificates.trustAnchors.map(normalizePem) }),
        },
        releaseTimeoutSeconds: seconds(keys.releaseTimeout),
        createNamespaces: keys.createNamespaces,
        splits: keys.splits.map((entry) => toSplit(entry, split)),
        ...(enabled ? { sample: { split, weights, images } } : {}),
    };
}

/** Checks and completes a configuration; pure, but for the files it reads through `files`. */
export function parseConfig(raw: RawConfig, files: ConfigFiles): ParsedConfig {
    const decoded = decode(raw.values);
    const draft = readDraft(decoded);
    const entries = decoded["clusters"];
    const contents = flatSecretKeys(draft);
    const { found, problems } = readKubeconfigs(draft, entries, raw, files);
    const links = effectiveLinks(draft);
    const peerLinks = effectivePeerLinks(draft);
    const routes = routesOf(draft, links);
    const anchors = readAnchors(draft, files.now());
    const issuers = readIssuers(draft, anchors, raw, files.now());
    const credentials = readCredentials(draft, routes, entries, found, raw, files);
    const all = [
        ...schemaProblems(decoded, contents),
        ...ruleProblems(draft, routes),
        ...repositoryProblems(draft, raw, files),
        ...secrecyProblems(raw, draft),
        ...problems,
        ...serverProblems(draft, [...links, ...peerLinks], found),
        ...proxyProblems(files.environment, entries),
        ...credentials.problems,
        ...(anchors?.problems ?? []),
        ...issuers.problems,
    ];
    if (all.length > 0) {
        return { problems: sorted(all), values: decoded, secretKeys: raw.secretKeys };
    }
    const read = { ...credentials, issuers: issuers.found };
    const values = Object.entries(decoded).filter(([key]) => !contents.includes(key));
    return {
        config: toConfig(Object.fromEntries(values), { links, peerLinks }, found, read, files),
    };
}
