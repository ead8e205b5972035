import type * as pulumi from "@pulumi/pulumi";
import {
    managedControllerName,
    managedProbeName,
    PROBE_PORT,
    probeServiceName,
    PROXY_WAIT_ANNOTATION,
    serviceMirrorName,
    TRUST_ANCHORS_ANNOTATION,
} from "./names";

type Values = Readonly<Record<string, unknown>>;

/** What the values of the chart linkerd-multicluster are made from, where generations differ. */
export interface ExtensionSettings {
    readonly registry: string;
    /** Clusters that this one mirrors. */
    readonly targets: readonly string[];
    readonly trustAnchorsHash: pulumi.Input<string>;
    readonly highAvailability: boolean;
}

/** What shares requests between a Service and a mirrored one. */
export type Split = "TrafficSplit" | "HTTPRoute";

/** What one generation of Linkerd has and another has not. Values that all have are where the charts are installed. */
export interface Generation {
    /** Of linkerd-control-plane. */
    readonly controlPlane: (registry: string) => Values;
    /** Of linkerd-control-plane with high availability, from its `values-ha.yaml`. */
    readonly highAvailability: Values;
    /** Of linkerd-multicluster. */
    readonly multicluster: (settings: ExtensionSettings) => Values;
    /** Annotations of a pod whose proxy ends some seconds after it is told to: others send to it for a moment longer. */
    readonly endsAfter: (seconds: number) => Readonly<Record<string, string>>;
    /** How the init containers of proxies write rules, unless the values of linkerd-control-plane say it. */
    readonly iptablesMode: "legacy" | "nft";
    /** Who makes the controller of a link: the program, from seven objects, or the chart. */
    readonly controllersFrom: "program" | "chart";
    /** Deployment that mirrors a target. */
    readonly controllerName: (target: string) => string;
    /** Container of its pods in which it runs. */
    readonly controllerContainer: string;
    /** Service through which it probes the target's gateway. */
    readonly probeServiceName: (target: string) => string;
    /** Metadata of a Link besides its name: who made it, which `linkerd multicluster check` compares with itself. */
    readonly linkMetadata: (linkerd: string) => { readonly annotations?: Record<string, string> };
    /** How the sample splits, unless the configuration says it. */
    readonly split: Split;
    /** Port of a meshed pod at which requests of other meshed pods arrive: that of the application, or of the proxy for all of them. */
    readonly meshedPort: "application" | "proxy";
    /** Values of linkerd-control-plane that earlier charts had and its own has not: Helm drops them without a word. */
    readonly formerValues: readonly string[];
}

/** Resources of most components in `values-ha.yaml`. */
export const COMPONENT_RESOURCES = {
    cpu: { limit: "", request: "100m" },
    memory: { limit: "250Mi", request: "50Mi" },
};

/** 2.14: controllers are objects of the program's own, as `linkerd multicluster link` prints them. */
export const LINKERD_2_14: Generation = {
    controlPlane: (registry) => ({
        policyController: { image: { name: `${registry}/policy-controller` } },
        proxyInit: { image: { name: `${registry}/proxy-init` } },
    }),
    highAvailability: { policyControllerResources: COMPONENT_RESOURCES },
    multicluster: ({ registry }) => ({ namespaceMetadata: { image: { registry } } }),
    endsAfter: (seconds) => ({
        [PROXY_WAIT_ANNOTATION]: String(seconds),
    }),
    iptablesMode: "legacy",
    controllersFrom: "program",
    controllerName: serviceMirrorName,
    controllerContainer: "service-mirror",
    probeServiceName,
    linkMetadata: () => ({}),
    split: "TrafficSplit",
    meshedPort: "application",
    formerValues: [],
};

/** 2.19: the chart makes the controllers; the policy controller is in the controller's image. */
export const LINKERD_2_19: Generation = {
    controlPlane: (registry) => ({ proxyInit: { image: { name: `${registry}/proxy-init` } } }),
    highAvailability: { controller: { podDisruptionBudget: { maxUnavailable: 1 } } },
    multicluster: ({ registry, targets, trustAnchorsHash, highAvailability }) => {
        const image = { name: `${registry}/controller` };
        const replicas = highAvailability ? 3 : 1;
        // With any other port the probe is refused (linkerd2 issues 14451 and 15670).
        const gateway = { enabled: true, probe: { port: PROBE_PORT } };
        return {
            // The namespace is ours, with the labels that the Job would add.
            createNamespaceMetadataJob: false,
            podAnnotations: { [TRUST_ANCHORS_ANNOTATION]: trustAnchorsHash },
            localServiceMirror: { image, replicas },
            controllerDefaults: { image, replicas, enablePodAntiAffinity: highAvailability },
            controllers: targets.map((name) => ({ link: { ref: { name } }, gateway })),
        };
    },
    // The injector refuses to let a native sidecar wait, which values of the control plane may ask for.
    endsAfter: () => ({}),
    iptablesMode: "nft",
    controllersFrom: "chart",
    controllerName: managedControllerName,
    controllerContainer: "controller",
    probeServiceName: managedProbeName,
    linkMetadata: (linkerd) => ({
        annotations: { "linkerd.io/created-by": `linkerd/cli ${linkerd}` },
    }),
    split: "HTTPRoute",
    // `proxy.outboundTransportMode: transport-header` (linkerd2 pull request 13715).
    meshedPort: "proxy",
    formerValues: [
        "controlPlaneTracing",
        "controlPlaneTracingNamespace",
        "networkValidator.enableSecurityContext",
        "policyController.image",
        "policyControllerResources",
        "proxyInit.resources",
    ],
};

/** 2.20: the proxy is a native sidecar and sets up iptables itself, from its own image. */
export const LINKERD_2_20: Generation = {
    ...LINKERD_2_19,
    controlPlane: () => ({}),
    formerValues: [...LINKERD_2_19.formerValues, "proxyInit.image"],
};
