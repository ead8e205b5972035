import {
    GATEWAY,
    MULTICLUSTER_NAMESPACE,
    PROXY_INBOUND_PORT,
    TRUST_ANCHORS_ANNOTATION,
} from "../linkerd/names";
import type { Generation } from "../linkerd/generations";
import type { AllowedIngress } from "../linkerd/networkPolicyRules";
import type { Backend } from "../linkerd/splitSpecs";
import { HELLOWORLD, HELLOWORLD_PORT, mirroredName, SLEEP } from "./names";

/** The version of helloworld that answers in the first cluster, and that of all others. */
export type HelloworldVersion = "v1" | "v2";

/** Shares of the requests to helloworld, relative to each other. */
export interface SplitWeights {
    /** Of the cluster's own helloworld. */
    readonly local: number;
    /** Of the first cluster's, through its mirror. */
    readonly mirrored: number;
}

/** What both Deployments of the sample are made from; `T` is an Input or a plain value. */
export interface SamplePod<T> {
    readonly image: string;
    /** Hash of the trust anchors, which the injected proxy gets at pod creation. */
    readonly trustAnchorsHash: T;
    readonly imagePullSecrets: readonly { readonly name: string }[];
}

/** Seconds that helloworld goes on to answer when it is to end: until nobody sends it requests any more. */
const LINGERS = 3;

const RESTRICTED = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
};

function deploymentSpec<T, Spec extends object>(
    labels: Record<string, string>,
    pod: SamplePod<T>,
    spec: Spec,
    annotations: Readonly<Record<string, string>> = {},
) {
    return {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
            metadata: {
                labels,
                annotations: { [TRUST_ANCHORS_ANNOTATION]: pod.trustAnchorsHash, ...annotations },
            },
            spec: { ...spec, imagePullSecrets: [...pod.imagePullSecrets] },
        },
    };
}

/** Labels of one version's pods, the same as in Istio's sample. */
export function helloworldLabels(version: HelloworldVersion) {
    return { app: HELLOWORLD, version };
}

/**
 * `spec` of the Deployment `helloworld-VERSION`, as in guide steps 4.1 and 4.2.
 *
 * The image names no user and so runs as root; that it works as another one is not known.
 */
export function helloworldSpec<T>(
    version: HelloworldVersion,
    pod: SamplePod<T>,
    { endsAfter }: Pick<Generation, "endsAfter">,
) {
    const container = {
        name: HELLOWORLD,
        image: pod.image,
        ports: [{ containerPort: HELLOWORLD_PORT, name: "http" }],
        // It counts to a million for each answer, in one process: a probe may have to wait.
        readinessProbe: {
            httpGet: { path: "/health", port: HELLOWORLD_PORT },
            periodSeconds: 2,
            timeoutSeconds: 5,
        },
        lifecycle: { preStop: { exec: { command: ["sleep", String(LINGERS)] } } },
        resources: { requests: { cpu: "50m", memory: "64Mi" } },
        securityContext: RESTRICTED,
    };
    return deploymentSpec(
        helloworldLabels(version),
        pod,
        { containers: [container] },
        endsAfter(LINGERS),
    );
}

/** `spec` of the Deployment `sleep`, in which `curl` is run. */
export function sleepSpec<T>(pod: SamplePod<T>) {
    return deploymentSpec({ app: SLEEP }, pod, {
        containers: [
            {
                name: SLEEP,
                image: pod.image,
                command: ["/bin/sleep", "infinity"],
                resources: { requests: { cpu: "10m", memory: "16Mi" } },
                securityContext: {
                    ...RESTRICTED,
                    readOnlyRootFilesystem: true,
                    runAsNonRoot: true,
                    // curl_user: the image gives its name only, which the kubelet cannot check.
                    runAsUser: 100,
                },
            },
        ],
        serviceAccountName: SLEEP,
        // As the first process it ignores SIGTERM, and each restart would take half a minute.
        terminationGracePeriodSeconds: 0,
    });
}

/** `spec` of a Service in front of all pods of one app. */
export function serviceSpec(app: string, port: number) {
    return { ports: [{ name: "http", port, protocol: "TCP" }], selector: { app } };
}

/** Who answers in every cluster but `exporter`: its own helloworld, and the mirror of `exporter`'s. */
export function sampleBackends(exporter: string, weights: SplitWeights): readonly Backend[] {
    return [
        { service: HELLOWORLD, weight: weights.local },
        { service: mirroredName(HELLOWORLD, exporter), weight: weights.mirrored },
    ];
}

/**
 * What has to come in to the sample: `sleep` beside it, and the gateway with the requests of other
 * clusters, on the port of helloworld or, where linkerd-destination says so, on that of its proxy.
 */
export const SAMPLE_INGRESS: readonly AllowedIngress[] = [
    {
        name: "allow-helloworld",
        pods: { app: HELLOWORLD },
        ingress: [
            {
                ports: [HELLOWORLD_PORT, PROXY_INBOUND_PORT],
                from: [
                    { podSelector: {} },
                    {
                        namespaceSelector: {
                            matchLabels: { "kubernetes.io/metadata.name": MULTICLUSTER_NAMESPACE },
                        },
                        podSelector: { matchLabels: { app: GATEWAY } },
                    },
                ],
            },
        ],
    },
];
