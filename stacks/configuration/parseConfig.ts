import type { z } from "zod";
import { PULL_SECRET } from "../../components/linkerd/names";
import { linkerdVersion } from "../../components/linkerd/versions";
import { repositoryLogin, repositoryProblems } from "./charts/repositoryLogin";
import { apiServerProblems } from "./rules/apiServers";
import { proxyProblems } from "./rules/proxyEnvironment";
import { ConfigKeys } from "./keys/configKeys";
import type { LinkConfig } from "./types/meshConfig";
import type {
    ParsedConfig,
    PlainClusterConfig,
    PlainMeshConfig,
    WrittenAccess,
} from "./types/plainConfig";
import { openStackConfig } from "./clouds/readClusterCloud";
import { decode, readDraft, schemaProblems, type Draft } from "./draft/draft";
import { parseGoDuration } from "./keys/goDuration";
import { readKubeconfigs, type KubeconfigSource } from "./kubeconfig/readKubeconfigs";
import { nodesConfig } from "./ssh/nodeAccess";
import type { Problem } from "./types/problem";
import { effectiveLinks, routesOf } from "./draft/routes";
import { ruleProblems } from "./rules/rules";
import { flatSecretKeys, secrecyProblems } from "./draft/secretKeys";
import { readCredentials, type Credentials } from "./credentials";
import type { ConfigFiles, RawConfig } from "./draft/sources";

function serverProblems(
    draft: Draft,
    links: readonly LinkConfig[],
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

function writtenAccess(entry: z.output<typeof ConfigKeys>["clusters"][number]): WrittenAccess {
    const { kubeconfigPath, context, openstack } = entry;
    const { cloud, cloudsPath } = openstack ?? {};
    return {
        ...(kubeconfigPath === undefined ? {} : { kubeconfigPath }),
        ...(context === undefined ? {} : { context }),
        ...(cloud === undefined ? {} : { cloud }),
        ...(cloudsPath === undefined ? {} : { cloudsPath }),
    };
}

function toCluster(
    { index, kubeconfig, context, server }: KubeconfigSource,
    keys: z.output<typeof ConfigKeys>,
    { clouds, access }: Credentials,
): PlainClusterConfig {
    const entry = keys.clusters[index];
    if (entry === undefined) throw new Error(`no clusters[${String(index)}]`);
    const { name, gateway, apiServer = server, openstack, nodes, egressAddresses } = entry;
    const cloud = clouds.get(index);
    return {
        name,
        kubeconfig,
        context,
        written: writtenAccess(entry),
        apiServer,
        gateway: {
            ...(gateway.ip === undefined ? {} : { ip: gateway.ip }),
            replicas: gateway.replicas ?? (keys.highAvailability ? 3 : 1),
        },
        ...(openstack === undefined || cloud === undefined
            ? {}
            : { openstack: openStackConfig(openstack, cloud) }),
        ...(nodes === undefined ? {} : { nodes: nodesConfig(nodes, access.get(index)) }),
        ...(egressAddresses === undefined ? {} : { egressAddresses }),
        clusterDomain: entry.clusterDomain,
        gatewayApiCrds: entry.gatewayApiCrds,
    };
}

function toConfig(
    values: Readonly<Record<string, unknown>>,
    links: readonly LinkConfig[],
    sources: readonly KubeconfigSource[],
    credentials: Credentials,
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
        },
        releaseTimeoutSeconds: seconds(keys.releaseTimeout),
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
    const routes = routesOf(draft, links);
    const credentials = readCredentials(draft, routes, entries, found, raw, files);
    const all = [
        ...schemaProblems(decoded, contents),
        ...ruleProblems(draft, routes),
        ...repositoryProblems(draft, raw, files),
        ...secrecyProblems(raw, draft),
        ...problems,
        ...serverProblems(draft, links, found),
        ...proxyProblems(files.environment, entries),
        ...credentials.problems,
    ];
    if (all.length > 0) {
        return { problems: sorted(all), values: decoded, secretKeys: raw.secretKeys };
    }
    const values = Object.entries(decoded).filter(([key]) => !contents.includes(key));
    return { config: toConfig(Object.fromEntries(values), links, found, credentials, files) };
}
