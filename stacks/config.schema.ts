import type * as pulumi from "@pulumi/pulumi";
import type { ChartVersions } from "../components/linkerd/versions";

/** What the program is told: validated, complete, with every default filled in. */
export interface MeshConfig {
    readonly clusters: readonly ClusterConfig[];
    /** Directed: `source` gets mirrors of what `target` exports. */
    readonly links: readonly LinkConfig[];
    readonly charts: {
        readonly repository: string;
        readonly versions: ChartVersions;
        readonly values: ChartValues;
    };
    readonly images: {
        readonly registry: string;
        readonly pause: string;
        readonly pullSecrets: readonly string[];
    };
    readonly highAvailability: boolean;
    readonly webhookFailurePolicy: "Ignore" | "Fail";
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
    readonly clusterDomain: string;
    /** Whether the program installs the Gateway API CRDs. */
    readonly gatewayApiCrds: boolean;
}

/** One directed link. */
export interface LinkConfig {
    readonly source: string;
    readonly target: string;
}

/** Extra Helm values per chart, merged over the program's own. */
export interface ChartValues {
    readonly crds: Readonly<Record<string, unknown>>;
    readonly controlPlane: Readonly<Record<string, unknown>>;
    readonly multicluster: Readonly<Record<string, unknown>>;
}
