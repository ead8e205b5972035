import { PULL_SECRET } from "../../components/linkerd/names";
import { findChartVersions } from "../../components/linkerd/versions";
import { apiServerProblems } from "./apiServers";
import { ConfigKeys, type ClusterConfig, type MeshConfig } from "../config.schema";
import { decode, readDraft, schemaProblems, type Draft } from "./draft";
import { parseGoDuration } from "./durations";
import {
    contentsKey,
    readKubeconfigs,
    type ConfigFiles,
    type KubeconfigSource,
    type RawConfig,
} from "./kubeconfigSources";
import { inPlainText, renderProblem, type Problem } from "./problems";
import { effectiveLinks, ruleProblems } from "./rules";

/** A {@link MeshConfig} before its kubeconfigs and credentials become secret outputs. */
export type PlainMeshConfig = Omit<MeshConfig, "clusters" | "images"> & {
    readonly images: Omit<MeshConfig["images"], "pullCredentials"> & {
        readonly pullCredentials?: string;
    };
    readonly clusters: readonly (Omit<ClusterConfig, "kubeconfig"> & {
        readonly kubeconfig: string;
    })[];
};

/** A configuration, or everything that is wrong with it, one line each. */
export type ParsedConfig =
    { readonly config: PlainMeshConfig } | { readonly problems: readonly string[] };

function serverProblems(draft: Draft, sources: readonly KubeconfigSource[]): Problem[] {
    const targets = new Set(effectiveLinks(draft).map((link) => link.target));
    return apiServerProblems(
        sources.map(({ index, key, server, proxyUrl }) => {
            const { name, apiServer } = draft.clusters?.[index] ?? {};
            const isTarget = name !== undefined && targets.has(name);
            return { index, source: key, server, proxyUrl, forPeers: apiServer, isTarget };
        }),
    );
}

/** Keys that are stored in the clear and should not be, and the reverse. */
function secrecyProblems({ values, secretKeys }: RawConfig): Problem[] {
    const problems: Problem[] = [];
    const credentials = "imagePullCredentials";
    if (values[credentials] !== undefined && !secretKeys.has(credentials)) {
        problems.push(inPlainText(credentials, values[credentials]));
    }
    if (secretKeys.has("chartValues")) {
        const advice =
            "Helm keeps values in the clear, in its release and in the cluster; take the secret out, and give the chart the name of a Secret instead";
        problems.push({ path: ["chartValues"], value: values["chartValues"], advice });
    }
    return problems;
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

function toConfig(
    values: Readonly<Record<string, unknown>>,
    draft: Draft,
    sources: readonly KubeconfigSource[],
): PlainMeshConfig {
    const keys = ConfigKeys.parse(values);
    const charts = {
        crds: keys.crdsChartVersion,
        controlPlane: keys.controlPlaneChartVersion,
        multicluster: keys.multiclusterChartVersion,
    };
    const versions = findChartVersions(charts);
    const replicas = keys.highAvailability ? 3 : 1;
    const seconds = (duration: string) => parseGoDuration(duration) ?? NaN;
    if (versions === undefined) throw new Error("the chart versions were not checked");
    return {
        clusters: sources.map(({ index, kubeconfig, context, server }) => {
            const entry = keys.clusters[index];
            if (entry === undefined) throw new Error(`no clusters[${String(index)}]`);
            const { name, gateway, apiServer = server, clusterDomain, gatewayApiCrds } = entry;
            return {
                name,
                kubeconfig,
                context,
                apiServer,
                gateway: { replicas, ...gateway },
                clusterDomain,
                gatewayApiCrds,
            };
        }),
        links: effectiveLinks(draft),
        charts: { repository: keys.chartRepository, versions, values: keys.chartValues },
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
        heartbeatSchedule: keys.heartbeatSchedule,
        certificates: {
            trustAnchorHours: seconds(keys.trustAnchorLifetime) / 3600,
            issuerHours: seconds(keys.issuerLifetime) / 3600,
            trustAnchorGenerations: keys.trustAnchorGenerations,
            signingTrustAnchor: keys.signingTrustAnchor ?? keys.trustAnchorGenerations[0] ?? NaN,
            issuerGeneration: keys.issuerGeneration,
        },
        releaseTimeoutSeconds: seconds(keys.releaseTimeout),
    };
}

/** Checks and completes a configuration; pure, but for the files it reads through `files`. */
export function parseConfig(raw: RawConfig, files: ConfigFiles): ParsedConfig {
    const decoded = decode(raw.values);
    const draft = readDraft(decoded);
    const contents = (draft.clusters ?? []).flatMap(({ name }) =>
        name === undefined ? [] : [contentsKey(name)],
    );
    const { found, problems } = readKubeconfigs(draft, decoded["clusters"], raw, files);
    const all = [
        ...schemaProblems(decoded, contents),
        ...ruleProblems(draft),
        ...secrecyProblems(raw),
        ...problems,
        ...serverProblems(draft, found),
    ];
    if (all.length > 0) {
        return {
            problems: sorted(all).map((problem) => renderProblem(problem, decoded, raw.secretKeys)),
        };
    }
    const values = Object.entries(decoded).filter(([key]) => !contents.includes(key));
    return { config: toConfig(Object.fromEntries(values), draft, found) };
}
