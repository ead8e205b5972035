import type {
    V1ConfigMap,
    V1Deployment,
    V1Endpoints,
    V1Lease,
    V1MutatingWebhookConfiguration,
    V1Namespace,
    V1NetworkPolicy,
    V1Node,
    V1ObjectMeta,
    V1Pod,
    V1Secret,
    V1Service,
    V1ValidatingWebhookConfiguration,
} from "@kubernetes/client-node";

/** What was seen of one cluster through its API server. */
export interface KubernetesView extends CustomLists {
    /** `gitVersion` of the API server. */
    readonly version: string;
    /** What the operator may not make and needs, as "clusterroles.rbac.authorization.k8s.io". */
    readonly uncreatable: readonly string[];
    /** What was asked for and may not be listed, as "pods in linkerd". */
    readonly unlistable: readonly string[];
    readonly nodes: readonly V1Node[];
    readonly namespaces: readonly V1Namespace[];
    /** All of the cluster. */
    readonly services: readonly V1Service[];
    /** In the namespaces of the mesh: `linkerd`, `linkerd-multicluster`, `linkerd-smi`, `sample`, `metallb-system`. */
    readonly deployments: readonly V1Deployment[];
    readonly pods: readonly V1Pod[];
    /** Those with a proxy, in all namespaces. */
    readonly injectedPods: readonly V1Pod[];
    /** In `linkerd` and `linkerd-multicluster`; those of Helm have no data here. */
    readonly secrets: readonly V1Secret[];
    readonly configMaps: readonly V1ConfigMap[];
    /** In `kube-system`; absent where they may not be listed, which `up` does not need. */
    readonly systemConfigMaps?: readonly V1ConfigMap[];
    /** Of exported and mirrored Services and of gateway probes, in all namespaces. */
    readonly endpoints: readonly V1Endpoints[];
    /** In `linkerd-multicluster`. */
    readonly leases: readonly V1Lease[];
    /** In all namespaces. */
    readonly networkPolicies: readonly V1NetworkPolicy[];
    readonly mutatingWebhooks: readonly V1MutatingWebhookConfiguration[];
    readonly validatingWebhooks: readonly V1ValidatingWebhookConfiguration[];
    /** Metadata alone. */
    readonly clusterRoles: readonly V1ObjectMeta[];
    readonly clusterRoleBindings: readonly V1ObjectMeta[];
    readonly customResourceDefinitions: readonly V1ObjectMeta[];
    /** Metadata of Helm's release Secrets in the namespaces of the mesh; labels `name`, `status`, `version`. */
    readonly helmReleases: readonly V1ObjectMeta[];
}

/** Lists of kinds that come with a definition; absent where the cluster lacks it. */
export interface CustomLists {
    /** multicluster.linkerd.io Links. */
    readonly links?: readonly CustomObject<LinkSpec>[];
    /** split.smi-spec.io TrafficSplits, in all namespaces. */
    readonly trafficSplits?: readonly CustomObject<TrafficSplitSpec>[];
    /** policy.linkerd.io HTTPRoutes, in all namespaces. */
    readonly httpRoutes?: readonly CustomObject<RouteSpec>[];
    /** linkerd.io ServiceProfiles, in all namespaces. */
    readonly serviceProfiles?: readonly CustomObject<ServiceProfileSpec>[];
    /** Kyverno's ClusterPolicies. */
    readonly clusterPolicies?: readonly CustomObject<unknown>[];
    /** Calico's settings of its agent. */
    readonly felixConfigurations?: readonly CustomObject<FelixConfigurationSpec>[];
    /** MetalLB's address pools and announcements. */
    readonly ipAddressPools?: readonly CustomObject<IpAddressPoolSpec>[];
    readonly l2Advertisements?: readonly CustomObject<AdvertisementSpec>[];
    readonly bgpAdvertisements?: readonly CustomObject<AdvertisementSpec>[];
}

/** An object of a kind that the client has no class for. */
export interface CustomObject<Spec> {
    readonly metadata: V1ObjectMeta;
    readonly spec?: Spec;
}

/** Spec of a Link, as far as it is read; every value is a string. */
export interface LinkSpec {
    readonly targetClusterName?: string;
    readonly targetClusterDomain?: string;
    readonly gatewayAddress?: string;
    readonly gatewayPort?: string;
    readonly probeSpec?: {
        readonly path?: string;
        readonly port?: string;
        readonly period?: string;
    };
}

/** Spec of a TrafficSplit; a weight is a quantity. */
export interface TrafficSplitSpec {
    readonly service: string;
    readonly backends: readonly { readonly service: string; readonly weight: number | string }[];
}

/** Spec of an HTTPRoute, as far as it is read; a weight is 1 where none is written. */
export interface RouteSpec {
    readonly parentRefs?: readonly { readonly kind?: string; readonly name: string }[];
    readonly rules?: readonly {
        readonly backendRefs?: readonly { readonly name: string; readonly weight?: number }[];
    }[];
}

/** Spec of a ServiceProfile, as far as splits write it. */
export interface ServiceProfileSpec {
    readonly dstOverrides?: readonly { readonly authority: string; readonly weight: string }[];
}

/** Spec of a FelixConfiguration, as far as it is read. */
export interface FelixConfigurationSpec {
    readonly bpfEnabled?: boolean;
}

/** Spec of MetalLB's IPAddressPool. */
export interface IpAddressPoolSpec {
    /** `192.168.0.150-192.168.0.160` or `192.168.0.144/28`. */
    readonly addresses: readonly string[];
    /** @default true */
    readonly autoAssign?: boolean;
}

/** Spec of an L2Advertisement or BGPAdvertisement: without pools it is for all of them. */
export interface AdvertisementSpec {
    readonly ipAddressPools?: readonly string[];
    readonly ipAddressPoolSelectors?: readonly unknown[];
    /** Nodes that announce; all of them without selectors. */
    readonly nodeSelectors?: readonly unknown[];
    /** Of an L2Advertisement: network interfaces that it announces on; all of them without names. */
    readonly interfaces?: readonly string[];
}
