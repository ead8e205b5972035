import * as pulumi from "@pulumi/pulumi";
import { CHART_VERSIONS, type ChartVersions } from "../../components/linkerd/versions";
import type { ClusterConfig, LinkConfig, MeshConfig } from "../../stacks/config.schema";

function firstRow(): ChartVersions {
    const [row] = CHART_VERSIONS;
    if (row === undefined) throw new Error("versions.ts has no rows");
    return row;
}

/** A chart repository and the versions of Linkerd stable-2.14.10. */
export const CHARTS = {
    repository: "https://charts.example/stable",
    versions: firstRow(),
    timeoutSeconds: 600,
};

/** The public images, without pull secrets. */
export const IMAGES = {
    registry: "cr.l5d.io/linkerd",
    pause: "registry.k8s.io/pause:3.2",
    pullSecrets: [] as readonly string[],
};

/** Contents of a cluster's kubeconfig; a secret in the configuration. */
export function kubeconfigOf(cluster: string): string {
    return `kubeconfig with the credentials of ${cluster}`;
}

/** One cluster with a pinned gateway address. */
export function cluster(name: string, changes: Partial<ClusterConfig> = {}): ClusterConfig {
    return {
        name,
        kubeconfig: pulumi.secret(kubeconfigOf(name)),
        context: `${name}-admin@${name}`,
        apiServer: `https://${name}.example:6443`,
        gateway: { ip: `gateway-ip-of-${name}`, replicas: 1 },
        clusterDomain: "cluster.local",
        gatewayApiCrds: true,
        ...changes,
    };
}

/** A link between every two clusters, in both directions. */
export function allPairs(clusters: readonly ClusterConfig[]): LinkConfig[] {
    return clusters.flatMap(({ name: source }) =>
        clusters.flatMap(({ name: target }) => (source === target ? [] : [{ source, target }])),
    );
}

/** A complete configuration for these clusters, all of them linked. */
export function meshConfig(
    clusters: readonly ClusterConfig[],
    changes: Partial<MeshConfig> = {},
): MeshConfig {
    return {
        clusters,
        links: allPairs(clusters),
        charts: {
            repository: CHARTS.repository,
            versions: CHARTS.versions,
            values: { crds: {}, controlPlane: {}, multicluster: {} },
        },
        images: IMAGES,
        highAvailability: false,
        webhookFailurePolicy: "Ignore",
        heartbeatSchedule: "0 0 * * *",
        certificates: {
            trustAnchorHours: 87600,
            issuerHours: 8760,
            trustAnchorGenerations: [1],
            signingTrustAnchor: 1,
            issuerGeneration: 1,
        },
        releaseTimeoutSeconds: CHARTS.timeoutSeconds,
        ...changes,
    };
}

/** Two clusters with pinned gateway addresses, linked in both directions. */
export function twoClusters(changes: Partial<MeshConfig> = {}): MeshConfig {
    return meshConfig([cluster("east"), cluster("west")], changes);
}

/**
 * Three clusters, all linked: pair logic is wrong in ways that two cannot show. The third one's
 * name begins with the second one's, and its gateway address is read.
 */
export function threeClusters(changes: Partial<MeshConfig> = {}): MeshConfig {
    const third = cluster("west-2", { gateway: { replicas: 2 }, clusterDomain: "west.example" });
    return meshConfig([cluster("east"), cluster("west"), third], changes);
}
