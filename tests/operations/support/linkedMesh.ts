import type { KubernetesView } from "../../../operations/view/kubernetesView";
import type { CredentialsView } from "../../../operations/view/credentialsView";
import {
    linkerdVersion,
    type LinkerdName,
    type LinkerdVersion,
} from "../../../components/linkerd/versions";
import type { GatewayProbe } from "../../../operations/view/gatewayProbe";
import type { Failure, Look } from "../../../stacks/survey/look";
import type { ClusterView, MeshView } from "../../../operations/view/meshView";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../../stacks/configuration/types/plainConfig";
import { CHARTS_CONFIG, IMAGES } from "../../support/fixtures";
import { asNativeSidecar, BUNDLE, systemConfigMap } from "./kubernetesObjects";
import { gatewayAddress, healthyCredentials, healthyMeshObjects, NOW } from "./links";
import { plainCluster } from "./plainClusters";

type Changeable<T> = {
    -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] | undefined
        ? Item[]
        : T[Key];
};

/** What was seen of a cluster, open to changes. */
export type ChangeableKubernetes = Changeable<Required<KubernetesView>>;

const NOTHING: () => ChangeableKubernetes = () => ({
    version: "v1.28.15",
    uncreatable: [],
    unlistable: [],
    nodes: [],
    namespaces: [],
    services: [],
    deployments: [],
    pods: [],
    injectedPods: [],
    secrets: [],
    configMaps: [],
    endpoints: [],
    leases: [],
    networkPolicies: [],
    mutatingWebhooks: [],
    validatingWebhooks: [],
    felixConfigurations: [],
    systemConfigMaps: [
        systemConfigMap("kubelet-config", { kubelet: "clusterDomain: cluster.local\n" }),
    ],
    clusterRoles: [],
    clusterRoleBindings: [],
    customResourceDefinitions: [],
    helmReleases: [],
    links: [],
    trafficSplits: [],
    httpRoutes: [],
    serviceProfiles: [],
    clusterPolicies: [],
    ipAddressPools: [],
    l2Advertisements: [],
    bgpAdvertisements: [],
});

function meshConfig(names: readonly string[], versions: LinkerdVersion): PlainMeshConfig {
    const { smi, ...charts } = CHARTS_CONFIG;
    const { split } = versions.generation;
    return {
        clusters: names.map((name) => plainCluster(name)),
        links: names.flatMap((source) =>
            names
                .filter((target) => target !== source)
                .map((target) => ({ source, target, routing: "dnat" as const })),
        ),
        peers: [],
        peerLinks: [],
        protectFloatingIps: false,
        charts: { ...charts, versions, ...(split === "TrafficSplit" ? { smi } : {}) },
        accepted: { skippedVersions: false, trustOutage: false, cutOff: false },
        images: IMAGES,
        highAvailability: false,
        webhookFailurePolicy: "Ignore",
        heartbeatSchedule: "0 0 * * *",
        networkPolicies: false,
        sample: {
            split,
            weights: { local: 50, mirrored: 50 },
            images: { v1: "v1", v2: "v2", sleep: "sleep" },
        },
        certificates: {
            trustAnchorHours: 87600,
            issuerHours: 8760,
            trustAnchorGenerations: [1],
            signingTrustAnchor: 1,
            issuerGeneration: 1,
        },
        releaseTimeoutSeconds: 600,
        createNamespaces: false,
        splits: [],
    };
}

/**
 * Clusters `cluster1`, `cluster2` … that are linked to each other, with the sample: healthy under a
 * version of Linkerd, and
 * open to one change per test. OpenStack and nodes are left out.
 */
export class LinkedMesh {
    public config: PlainMeshConfig;
    public pre = false;
    readonly #clusters = new Map<string, ChangeableKubernetes>();
    readonly #credentials = new Map<string, Look<CredentialsView>>();
    readonly #alive = new Map<string, GatewayProbe | Failure>();
    readonly #dead = new Set<string>();

    constructor(count = 2, linkerd: LinkerdName = "stable-2.14.10") {
        const version = linkerdVersion(linkerd);
        const names = Array.from({ length: count }, (_, index) => `cluster${index + 1}`);
        this.config = meshConfig(names, version);
        for (const name of names) {
            const peers = names.filter((peer) => peer !== name);
            const objects = healthyMeshObjects(name, peers, "cluster1", version);
            this.#clusters.set(name, {
                ...NOTHING(),
                ...objects,
                pods: objects.pods.map((pod) =>
                    version.series === "2.20" ? asNativeSidecar(pod) : pod,
                ),
            });
        }
    }

    public kubernetes(name: string): ChangeableKubernetes {
        const found = this.#clusters.get(name);
        if (found === undefined) throw new Error(`no cluster ${name}`);
        return found;
    }

    /** Its API server does not answer. */
    public kill(name: string): void {
        this.#dead.add(name);
    }

    public setCredentials(source: string, target: string, look: Look<Partial<CredentialsView>>) {
        this.#credentials.set(
            `${source} ${target}`,
            "failure" in look
                ? look
                : { seen: { ...healthyCredentials(source, target), ...look.seen } },
        );
    }

    public setGatewayAlive(source: string, target: string, look: GatewayProbe | Failure): void {
        this.#alive.set(`${source} ${target}`, look);
    }

    public view(): MeshView {
        return {
            stack: "dev",
            pre: this.pre,
            now: NOW,
            config: this.config,
            outputs: {
                trustAnchor: BUNDLE,
                clusters: Object.fromEntries(
                    this.config.clusters.map(({ name }) => [
                        name,
                        {
                            gatewayAddress: gatewayAddress(name),
                            floatingAddress: `203.0.113.${name.replace(/\D/g, "")}2`,
                        },
                    ]),
                ),
            },
            clusters: this.config.clusters.map((config) => this.#clusterView(config)),
        };
    }

    #clusterView(config: PlainClusterConfig): ClusterView {
        const { name } = config;
        const targets = this.config.clusters.filter((other) => other !== config);
        return {
            config,
            kubernetes: this.#dead.has(name)
                ? { failure: "it does not answer" }
                : { seen: this.kubernetes(name) },
            servingCertificate: { seen: { namesHost: true, names: ["kubernetes"] } },
            nodes: new Map(),
            reach: new Map(),
            credentials: new Map(
                targets.map((target) => [
                    target.name,
                    this.#credentials.get(`${name} ${target.name}`) ?? {
                        seen: healthyCredentials(name, target.name),
                    },
                ]),
            ),
            gatewayAlive: new Map(
                targets.map((target) => [
                    target.name,
                    this.#alive.get(`${name} ${target.name}`) ?? { seen: true },
                ]),
            ),
        };
    }
}

/** The object of this name, to be changed. */
export function named<T extends { metadata?: { name?: string } }>(
    objects: readonly T[],
    name: string,
): T {
    const found = objects.find(({ metadata }) => metadata?.name === name);
    if (found === undefined) throw new Error(`nothing is named ${name}`);
    return found;
}

/** Changes fields of something that must be there. */
export function change(object: object | undefined, fields: object): void {
    if (object === undefined) throw new Error("there is nothing to change");
    Object.assign(object, fields);
}

/** Takes the objects of this name away. */
export function remove(objects: { metadata?: { name?: string } }[], name: string): void {
    const left = objects.filter(({ metadata }) => metadata?.name !== name);
    if (left.length === objects.length) throw new Error(`nothing is named ${name}`);
    objects.splice(0, objects.length, ...left);
}
