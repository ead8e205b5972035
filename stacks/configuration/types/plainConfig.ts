import type { Problem } from "./problem";
import type {
    ChartsConfig,
    ClusterConfig,
    IssuerConfig,
    MeshConfig,
    NodesConfig,
    OpenStackConfig,
} from "./meshConfig";

/** What the stack file says of where the access to a cluster comes from, for commands to type. */
export interface WrittenAccess {
    /** As it stands there, relative to the project folder. */
    readonly kubeconfigPath?: string;
    readonly context?: string;
    /** Entry of the clouds.yaml. */
    readonly cloud?: string;
    readonly cloudsPath?: string;
}

/** One cluster of a {@link PlainMeshConfig}. */
export type PlainClusterConfig = Omit<
    ClusterConfig,
    "kubeconfig" | "openstack" | "nodes" | "issuer"
> & {
    readonly issuer?: IssuerConfig<string>;
    readonly kubeconfig: string;
    readonly written: WrittenAccess;
    readonly openstack?: OpenStackConfig<string>;
    readonly nodes?: NodesConfig<string>;
};

/** A {@link MeshConfig} before its kubeconfigs and credentials become secret outputs. */
export type PlainMeshConfig = Omit<MeshConfig, "clusters" | "images" | "charts"> & {
    readonly charts: ChartsConfig<string>;
    readonly images: Omit<MeshConfig["images"], "pullCredentials"> & {
        readonly pullCredentials?: string;
    };
    readonly clusters: readonly PlainClusterConfig[];
};

/** Everything that is wrong with a configuration, and what must not be shown of it. */
export interface RefusedConfig {
    readonly problems: readonly Problem[];
    /** What stands in the stack file, secrets in the clear. */
    readonly values: Readonly<Record<string, unknown>>;
    /** Keys of `values` that the stack file encrypts. */
    readonly secretKeys: ReadonlySet<string>;
}

/** A configuration, or what is wrong with it. */
export type ParsedConfig = { readonly config: PlainMeshConfig } | RefusedConfig;
