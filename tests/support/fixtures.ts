import * as pulumi from "@pulumi/pulumi";
import { linkerdVersion, type LinkerdName } from "../../components/linkerd/versions";
import type { RoutedNode } from "../../components/nodes/connection";
import type {
    ClusterConfig,
    LinkConfig,
    MeshConfig,
    SampleConfig,
} from "../../stacks/configuration/types/meshConfig";
import { ownServices, type SeenServices } from "../../stacks/survey/ownServices";
import type { Placement } from "../../stacks/survey/placement";
import type { Surveyed } from "../../stacks/survey/survey";

/** A chart repository and the charts of a version of Linkerd. */
export function chartsOf(name: LinkerdName) {
    return {
        repository: "https://charts.example/stable",
        versions: linkerdVersion(name),
        timeoutSeconds: 600,
    };
}

/** Those of the default version. */
export const CHARTS = chartsOf("stable-2.14.10");

/** The chart of the SMI extension, from a repository of its own. */
export const SMI_CHART = { repository: "https://charts.example/smi", version: "1.0.4" };

/** Both as a configuration has them. */
export const CHARTS_CONFIG = {
    repository: CHARTS.repository,
    versions: CHARTS.versions,
    smi: SMI_CHART,
    values: { crds: {}, controlPlane: {}, multicluster: {}, smi: {} },
    // Nobody looks at charts without one.
    digests: {},
};

/** The sample application with its public images. */
export const SAMPLE: SampleConfig = {
    split: "TrafficSplit",
    weights: { local: 80, mirrored: 20 },
    images: {
        v1: "docker.io/istio/examples-helloworld-v1:1.0",
        v2: "docker.io/istio/examples-helloworld-v2:1.0",
        sleep: "docker.io/curlimages/curl:8.11.1",
    },
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
        exports: [],
        ...changes,
    };
}

/** A link between every two clusters, in both directions. */
export function allPairs(clusters: readonly ClusterConfig[]): LinkConfig[] {
    return clusters.flatMap(({ name: source }) =>
        clusters.flatMap(({ name: target, openstack }) =>
            source === target
                ? []
                : [{ source, target, routing: openstack === undefined ? "none" : "dnat" } as const],
        ),
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
        peers: [],
        peerLinks: [],
        protectFloatingIps: false,
        charts: CHARTS_CONFIG,
        accepted: { skippedVersions: false, trustOutage: false, cutOff: false },
        images: IMAGES,
        highAvailability: false,
        webhookFailurePolicy: "Ignore",
        networkPolicies: false,
        heartbeatSchedule: "0 0 * * *",
        certificates: {
            trustAnchorHours: 87600,
            issuerHours: 8760,
            trustAnchorGenerations: [1],
            signingTrustAnchor: 1,
            issuerGeneration: 1,
        },
        releaseTimeoutSeconds: CHARTS.timeoutSeconds,
        createNamespaces: false,
        splits: [],
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

/** Third part of the addresses of a cluster behind NAT, by its name. */
const NETWORKS: Readonly<Record<string, number>> = {
    east: 1,
    west: 2,
    "west-2": 3,
};

function network(name: string): number {
    const number = /^cluster(\d+)$/.exec(name)?.[1];
    const found = number === undefined ? NETWORKS[name] : 10 * Number(number);
    if (found === undefined) throw new Error(`no network for ${name}`);
    return found;
}

/** The private key that reaches the nodes of a cluster; a secret in the configuration. */
export function sshKeyOf(cluster: string): string {
    return `SSH key of ${cluster}`;
}

/** The password of a cluster's OpenStack user; a secret in the configuration. */
export function passwordOf(cluster: string): string {
    return `OpenStack password of ${cluster}`;
}

/** Nodes `<cluster>-master` and `<cluster>-worker`. */
function nodes(name: string): readonly RoutedNode[] {
    return ["master", "worker"].map((role, index) => ({
        name: `${name}-${role}`,
        address: `10.${network(name)}.0.${11 + index}`,
        skipped: false,
        hostKey: `ssh-ed25519 key-of-${name}-${role}`,
    }));
}

/** One cluster behind NAT: its gateway needs a floating IP, its nodes are reached over a bastion. */
export function clusterBehindNat(
    name: string,
    changes: Partial<ClusterConfig> = {},
): ClusterConfig {
    const bastion = `203.0.113.${network(name)}`;
    return cluster(name, {
        apiServer: `https://${bastion}:6443`,
        gateway: { ip: `10.${network(name)}.0.200`, replicas: 1 },
        openstack: {
            cloud: {
                authUrl: "https://keystone.example:5000/v3",
                userName: name,
                tenantName: name,
                password: pulumi.secret(passwordOf(name)),
            },
            network: "cp-network",
            floatingIp: { pool: "public" },
            securityGroup: "cp-secgroup",
            addressPairs: "check",
        },
        nodes: {
            hosts: nodes(name),
            revision: 1,
            ssh: {
                user: "ubuntu",
                port: 22,
                privateKey: pulumi.secret(sshKeyOf(name)),
                dialErrorLimit: 10,
                perDialTimeoutSeconds: 15,
                bastion: {
                    host: bastion,
                    port: 22,
                    user: "ubuntu",
                    hostKey: `ssh-ed25519 key-of-${name}-master`,
                },
            },
        },
        ...changes,
    });
}

/** What a look into OpenStack finds of such a cluster. */
export function placementOf({
    name,
    openstack: project,
    nodes: { hosts } = { hosts: [], revision: 1 },
}: ClusterConfig): Placement {
    if (project === undefined) throw new Error(`${name} lies in no OpenStack`);
    return {
        networkId: `id of the network of ${name}`,
        subnetId: `id of the subnet of ${name}`,
        nodePorts: hosts.map(({ name: node, address, skipped }) => ({
            node,
            address,
            portId: `id of the port of ${node}`,
            skipped,
            addressPairs: [`10.${network(name)}.0.200`],
        })),
        floatingIp: project.floatingIp,
        ...(project.securityGroup === undefined
            ? {}
            : { securityGroupId: `id of the group of ${name}` }),
        egressAddresses: [`203.0.113.${network(name)}`, `203.0.113.${100 + network(name)}`],
    };
}

/** What a survey of these clusters finds, where they have these Services. */
export function surveyOf(
    config: MeshConfig,
    change: (placement: Placement) => Placement = (placement) => placement,
    services: SeenServices = new Map(),
): Surveyed {
    return {
        placements: new Map(
            config.clusters
                .filter((one) => one.openstack !== undefined)
                .map((one) => [one.name, change(placementOf(one))]),
        ),
        services: ownServices(config, services),
    };
}

/** Two clusters behind NAT, linked in both directions with routing dnat. */
export function twoBehindNat(changes: Partial<MeshConfig> = {}): MeshConfig {
    return meshConfig([clusterBehindNat("east"), clusterBehindNat("west")], changes);
}

/**
 * Two clusters behind NAT and a third with a public load balancer: every routing is there. The
 * second one's gateway address is read, and its group is ours.
 */
export function everyRouting(changes: Partial<MeshConfig> = {}): MeshConfig {
    const clusters = [
        clusterBehindNat("east"),
        clusterBehindNat("west", {
            gateway: { replicas: 1 },
            openstack: {
                cloud: {
                    authUrl: "https://keystone.example:5000/v3",
                    applicationCredentialId: "id of the credential",
                    applicationCredentialSecret: pulumi.secret(passwordOf("west")),
                },
                network: "cp-network",
                floatingIp: { address: "203.0.113.202" },
                addressPairs: "manage",
            },
        }),
        cluster("west-2", { egressAddresses: ["203.0.113.3"] }),
    ];
    return meshConfig(clusters, {
        links: allPairs(clusters).map((link) =>
            link.source === "east" && link.target === "west"
                ? { ...link, routing: "direct" as const }
                : link,
        ),
        protectFloatingIps: true,
        ...changes,
    });
}
