import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { SplitWeights } from "../components/sample/sampleObjects";
import type { ChartVersions } from "../components/linkerd/versions";
import type { NodeAccess, RoutedNode } from "../components/nodes/connection";
import type { NeutronCredentials } from "../components/openstack/neutronCredentials";
import {
    ClusterEntry,
    CLUSTERS_ADVICE,
    LinkEntry,
    LINKS_ADVICE,
} from "./validation/clusterEntries";
import * as leaf from "./validation/leafTypes";
import { NO_SAMPLE, SampleEntry } from "./validation/sampleEntry";
import * as site from "./validation/siteTypes";

/** What the program is told: validated, complete, with every default filled in. */
export interface MeshConfig {
    readonly clusters: readonly ClusterConfig[];
    /** Directed: `source` gets mirrors of what `target` exports. */
    readonly links: readonly LinkConfig[];
    /** Whether the engine refuses to delete floating IPs that the program allocated. */
    readonly protectFloatingIps: boolean;
    readonly charts: {
        readonly repository: string;
        readonly versions: ChartVersions;
        /** The chart linkerd-smi, which has a repository of its own. */
        readonly smi: { readonly repository: string; readonly version: string };
        readonly values: ChartValues;
    };
    readonly images: {
        readonly registry: string;
        readonly pause: string;
        /** Names of the pull Secrets, the one made of `pullCredentials` included. */
        readonly pullSecrets: readonly string[];
        /** Contents of a Docker config.json, secret. */
        readonly pullCredentials?: pulumi.Output<string>;
    };
    readonly highAvailability: boolean;
    readonly webhookFailurePolicy: "Ignore" | "Fail";
    /** Whether the program's namespaces get policies that let in what has to come in. */
    readonly networkPolicies: boolean;
    /** Cron expression of the control plane's heartbeat job. */
    readonly heartbeatSchedule: string;
    readonly certificates: {
        readonly trustAnchorHours: number;
        readonly issuerHours: number;
        readonly trustAnchorGenerations: readonly number[];
        /** The generation, one of `trustAnchorGenerations`, that signs the issuers. */
        readonly signingTrustAnchor: number;
        readonly issuerGeneration: number;
    };
    readonly releaseTimeoutSeconds: number;
    /** Absent unless it is enabled. */
    readonly sample?: SampleConfig;
}

/** The sample application: the first cluster of the mesh exports it, all others split with it. */
export interface SampleConfig {
    readonly weights: SplitWeights;
    /** Full references. */
    readonly images: { readonly v1: string; readonly v2: string; readonly sleep: string };
}

/** One cluster of the mesh. */
export interface ClusterConfig {
    readonly name: string;
    /** Secret; holds one context, its cluster and its user, with every referenced file inlined. */
    readonly kubeconfig: pulumi.Output<string>;
    readonly context: string;
    /** URL of the API server that the pods of the other clusters use. */
    readonly apiServer: string;
    readonly gateway: { readonly ip?: string; readonly replicas: number };
    /** Absent where the gateway's load balancer address is public already (`gateway.exposure: external`). */
    readonly openstack?: OpenStackConfig;
    /** Absent where nothing is done on the nodes or their ports. */
    readonly nodes?: NodesConfig;
    /** IPv4 addresses from which this cluster's pods reach other clusters; absent where they are looked up. */
    readonly egressAddresses?: readonly string[];
    readonly clusterDomain: string;
    /** Whether the program installs the Gateway API CRDs. */
    readonly gatewayApiCrds: boolean;
}

/**
 * How packets of a link reach the target's gateway.
 *
 * `dnat`: the Link carries the private address, and every node of the source rewrites it to the
 * floating IP. `direct`: the Link carries the floating IP. `none`: the target's own address is
 * public (`gateway.exposure: external`), and the Link carries it.
 */
export type Routing = "dnat" | "direct" | "none";

/** One directed link. */
export interface LinkConfig {
    readonly source: string;
    readonly target: string;
    readonly routing: Routing;
}

/** What checks and changes the allowed address pairs of the node ports. */
export type AddressPairs = "check" | "manage" | "none";

/** The OpenStack project that a cluster lies in. Networks, subnets, routers and groups are names or ids. */
export interface OpenStackConfig<Secret = pulumi.Output<string>> {
    readonly cloud: NeutronCredentials<Secret>;
    /** Tenant network of the nodes. */
    readonly network: string;
    /** Subnet of the nodes; the network's only one when absent. */
    readonly subnet?: string;
    /** Router of the subnet; the one that has its gateway address when absent. */
    readonly router?: string;
    readonly floatingIp: { readonly pool: string } | { readonly address: string };
    /** Group that filters the nodes; a group of ours is added to their ports when absent. */
    readonly securityGroup?: string;
    readonly addressPairs: AddressPairs;
}

/** The nodes of a cluster. */
export interface NodesConfig<Secret = pulumi.Output<string>> {
    readonly hosts: readonly RoutedNode[];
    /** A higher number writes the rules of every node anew. */
    readonly revision: number;
    /** Absent where no link needs rules on the nodes. */
    readonly ssh?: NodeAccess<Secret>;
}

/** Extra Helm values per chart, merged over the program's own. */
export interface ChartValues {
    readonly crds: Readonly<Record<string, unknown>>;
    readonly controlPlane: Readonly<Record<string, unknown>>;
    readonly multicluster: Readonly<Record<string, unknown>>;
    readonly smi: Readonly<Record<string, unknown>>;
}

const NO_VALUES = { crds: {}, controlPlane: {}, multicluster: {}, smi: {} };

/** Every key of the stack's configuration, without the project's namespace. */
export const ConfigKeys = z.strictObject({
    clusters: z
        .array(ClusterEntry, CLUSTERS_ADVICE)
        .describe("The clusters of the mesh, two or more."),
    links: z
        .array(LinkEntry, LINKS_ADVICE)
        .optional()
        .describe(
            "Directed links; an empty list makes none. Default: every ordered pair of clusters.",
        ),
    routing: site.Routing.default("dnat").describe(
        "How packets of links reach a gateway behind a floating IP. `dnat`: the Link carries the private address, and every node of the source cluster rewrites it, over SSH. `direct`: the Link carries the floating IP, and no node is touched.",
    ),
    protectFloatingIps: leaf.Switch.default(false).describe(
        "Whether Pulumi refuses to delete floating IPs that the program took from a pool, as firewalls elsewhere may name them.",
    ),
    chartRepository: leaf.RepositoryUrl.default("https://helm.linkerd.io/stable").describe(
        "Helm repository of the Linkerd charts.",
    ),
    crdsChartVersion: leaf.ChartVersion.default("1.8.0").describe(
        "Version of the chart linkerd-crds.",
    ),
    controlPlaneChartVersion: leaf.ChartVersion.default("1.16.11").describe(
        "Version of the chart linkerd-control-plane.",
    ),
    multiclusterChartVersion: leaf.ChartVersion.default("30.11.11").describe(
        "Version of the chart linkerd-multicluster.",
    ),
    smiChartRepository: leaf.RepositoryUrl.default(
        "https://linkerd.github.io/linkerd-smi",
    ).describe("Helm repository of the chart linkerd-smi."),
    smiChartVersion: leaf.ChartVersion.default("1.0.4").describe(
        "Version of the chart linkerd-smi.",
    ),
    chartValues: z
        .strictObject(
            {
                crds: leaf.HelmValues.default({}).describe("Values of linkerd-crds."),
                controlPlane: leaf.HelmValues.default({}).describe(
                    "Values of linkerd-control-plane.",
                ),
                multicluster: leaf.HelmValues.default({}).describe(
                    "Values of linkerd-multicluster.",
                ),
                smi: leaf.HelmValues.default({}).describe("Values of linkerd-smi."),
            },
            'write an object, for example {"controlPlane": {"controllerLogLevel": "debug"}}',
        )
        .default(NO_VALUES)
        .describe(
            "Extra Helm values for all clusters, merged over the program's own. Values that the program owns, and private keys, are refused.",
        ),
    imageRegistry: leaf.ImageRegistry.default("cr.l5d.io/linkerd").describe(
        "Registry and path of the Linkerd images, for sites with a mirror.",
    ),
    pauseImage: leaf.ImageReference.default("registry.k8s.io/pause:3.2").describe(
        "Image of the gateway's pause container; the chart's own default names a registry that was closed.",
    ),
    imagePullSecrets: z
        .array(leaf.SecretName, 'write a list of names, for example ["registry-credentials"]')
        .default([])
        .describe(
            "Names of pull Secrets that something else puts into the program's namespaces. The program makes one itself out of `imagePullCredentials`.",
        ),
    imagePullCredentials: leaf.DockerConfig.optional().describe(
        "Contents of a Docker config.json with the credentials for `imageRegistry`; the program makes the pull Secret `linkerd-image-pull` of it in every namespace of its own. A secret: `pulumi config set --secret imagePullCredentials < config.json`.",
    ),
    highAvailability: leaf.Switch.default(false).describe(
        "Three replicas of everything, spread over nodes; needs three schedulable nodes per cluster.",
    ),
    webhookFailurePolicy: leaf.FailurePolicy.optional().describe(
        "What happens to new pods while the injector does not answer: `Ignore` starts them without a proxy, `Fail` refuses them. Default: `Ignore`, or `Fail` with `highAvailability`.",
    ),
    networkPolicies: leaf.Switch.default(false).describe(
        "Whether to make NetworkPolicies that let in what has to come in to Linkerd's namespaces and the sample's. For sites that close every new namespace, as K-PaaS does with Kyverno; in a namespace that is open they keep everything else out.",
    ),
    heartbeatSchedule: leaf.CronSchedule.default("0 0 * * *").describe(
        "Schedule of the control plane's heartbeat CronJob. Fixed, because the chart's default is the time of the release and would change with every upgrade.",
    ),
    trustAnchorLifetime: leaf.Lifetime.default("87600h").describe(
        "Lifetime of trust anchors and webhook certificates. A change is for anchors of further generations; those in use stay.",
    ),
    issuerLifetime: leaf.Lifetime.default("8760h").describe(
        "Lifetime of a cluster's identity issuer; shorter than the trust anchor's. A change is for the next `issuerGeneration`; issuers in use stay.",
    ),
    trustAnchorGenerations: z
        .array(leaf.Generation, "write a list of whole numbers, for example [1, 2]")
        .min(1, "write at least one generation, for example [1]")
        .default([1])
        .describe(
            "Trust anchors that the mesh trusts. Add one, then sign with it, then remove the old one; docs/architecture.md says when to restart pods.",
        ),
    signingTrustAnchor: leaf.Generation.optional().describe(
        "Generation of the trust anchor that signs the issuers; another one makes issuers and webhook certificates anew. Default: the first of `trustAnchorGenerations`.",
    ),
    issuerGeneration: leaf.Generation.default(1).describe(
        "A higher number makes the issuer of every cluster anew.",
    ),
    releaseTimeout: leaf.Timeout.default("10m").describe(
        "How long one Helm release may take until its pods are ready.",
    ),
    sample: SampleEntry.default(NO_SAMPLE).describe(
        "The sample application of the guide, in the namespace `sample`. The first of `clusters` exports helloworld v1; every other one has v2, the client `sleep` and a split between both, and needs a link to the first.",
    ),
});

/** A key of the stack's configuration. */
export type ConfigKey = keyof typeof ConfigKeys.shape;
