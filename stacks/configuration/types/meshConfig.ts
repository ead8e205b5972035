import type * as pulumi from "@pulumi/pulumi";
import type { RepositoryLogin } from "../../../components/linkerd/charts";
import type { Split } from "../../../components/linkerd/generations";
import type { LinkerdVersion } from "../../../components/linkerd/versions";
import type { NodeAccess, RoutedNode } from "../../../components/nodes/connection";
import type { NeutronCredentials } from "../../../components/openstack/neutronCredentials";
import type { SplitWeights } from "../../../components/sample/sampleObjects";

/** What the program is told: validated, complete, with every default filled in. */
export interface MeshConfig {
    readonly clusters: readonly ClusterConfig[];
    /** Directed: `source` gets mirrors of what `target` exports. */
    readonly links: readonly LinkConfig[];
    /** Other stacks that this one is linked with. */
    readonly peers: readonly PeerConfig[];
    /** Directed links of which one end is a cluster of `peers`. */
    readonly peerLinks: readonly Pick<LinkConfig, "source" | "target">[];
    /** Whether the engine refuses to delete floating IPs that the program allocated. */
    readonly protectFloatingIps: boolean;
    readonly charts: ChartsConfig;
    /** What the site accepts, and is refused otherwise. */
    readonly accepted: {
        /** A step over more than one version of Linkerd, or from one that the program does not know. */
        readonly skippedVersions: boolean;
        /** Trust anchors none of which is live. */
        readonly trustOutage: boolean;
        /** The end of the mesh, or of a link, for workloads and Services of the operator's own. */
        readonly cutOff: boolean;
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
        /** Anchors of the site's own, PEM; absent where the program makes them. */
        readonly trustAnchors?: readonly string[];
    };
    readonly releaseTimeoutSeconds: number;
    /** Whether clusters get the namespaces of the Services that they mirror. */
    readonly createNamespaces: boolean;
    readonly splits: readonly SplitConfig[];
    /** Absent unless it is enabled. */
    readonly sample?: SampleConfig;
}

/** Where the charts come from, and their values. */
export interface ChartsConfig<Secret = pulumi.Output<string>> {
    readonly repository: string;
    readonly login?: RepositoryLogin<Secret>;
    readonly versions: LinkerdVersion;
    /** The chart linkerd-smi, which has a repository of its own. Absent unless the split needs it. */
    readonly smi?: {
        readonly repository: string;
        readonly login?: RepositoryLogin<Secret>;
        readonly version: string;
    };
    readonly values: ChartValues;
    /** SHA-256 of the archives by `NAME-VERSION`, `sha256:` before it or not; an absent one is not looked at. */
    readonly digests: Readonly<Record<string, string | undefined>>;
}

/** The sample application: the first cluster of the mesh exports it, all others split with it. */
export interface SampleConfig {
    readonly split: Split;
    readonly weights: SplitWeights;
    /** Full references. */
    readonly images: { readonly v1: string; readonly v2: string; readonly sleep: string };
}

/** A Service whose requests are shared between its cluster and others that export one of its name. */
export interface SplitConfig {
    readonly kind: Split;
    /** Whose pods call it. */
    readonly cluster: string;
    readonly namespace: string;
    readonly service: string;
    /** Shares by the names of clusters, that of `cluster` first; the others' go to their mirrors. */
    readonly weights: readonly { readonly cluster: string; readonly weight: number }[];
}

/** Services that a cluster exports: one by its name, or all of a namespace that have these labels. */
export interface ExportConfig {
    readonly namespace: string;
    readonly service?: string;
    readonly selector?: Readonly<Record<string, string>>;
}

/** An issuer of the site's own, PEM, or one that something else keeps in the cluster. */
export type IssuerConfig<Secret = pulumi.Output<string>> =
    "external" | { readonly certificate: string; readonly key: Secret };

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
    /** Of the credentials with which this cluster reads its peers. @default 1 */
    readonly accessGeneration?: number;
    /** IPv4 addresses from which this cluster's pods reach other clusters; absent where they are looked up. */
    readonly egressAddresses?: readonly string[];
    readonly clusterDomain: string;
    /** Absent where the program makes it. */
    readonly issuer?: IssuerConfig;
    /** Whether the program installs the Gateway API CRDs. */
    readonly gatewayApiCrds: boolean;
    readonly exports: readonly ExportConfig[];
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

/** Another stack of this program, and its clusters that matter here. */
export interface PeerConfig {
    /** Organization, project and stack. */
    readonly stack: string;
    readonly clusters: readonly string[];
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
    /** What stands in for the bastion of `ssh`, in this order. */
    readonly fallbackBastions?: readonly NonNullable<NodeAccess["bastion"]>[];
    /** Hosts that were passed over, since they did not answer; the bastion of `ssh` is the one after them. */
    readonly silentBastions?: readonly string[];
}

/** Extra Helm values per chart, merged over the program's own. */
export interface ChartValues {
    readonly crds: Readonly<Record<string, unknown>>;
    readonly controlPlane: Readonly<Record<string, unknown>>;
    readonly multicluster: Readonly<Record<string, unknown>>;
    readonly smi: Readonly<Record<string, unknown>>;
}
