import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { pullSecretReferences, type ImageSource } from "../linkerd/charts";
import { networkPolicies } from "../linkerd/networkPolicies";
import { pullSecret } from "../linkerd/pullSecret";
import type { Generation, Split } from "../linkerd/generations";
import { requestSplit } from "../linkerd/requestSplit";
import { HELLOWORLD, HELLOWORLD_PORT, SAMPLE_NAMESPACE, SLEEP } from "./names";
import {
    helloworldLabels,
    helloworldSpec,
    SAMPLE_INGRESS,
    sampleBackends,
    serviceSpec,
    sleepSpec,
    type SplitWeights,
} from "./sampleObjects";

/** Arguments of {@link Helloworld}. */
export interface HelloworldArgs {
    /** Cluster whose exported helloworld gets a share of the requests; absent in that cluster itself. */
    readonly splitWith?: string;
    readonly split: Split;
    readonly generation: Generation;
    readonly weights: SplitWeights;
    readonly clusterDomain: string;
    /** Kubeconfig of the cluster with rights to change ServiceProfiles, secret. */
    readonly kubeconfig: pulumi.Output<string>;
    /** Full references: of both versions of helloworld, and of an image with curl and /bin/sleep. */
    readonly images: { readonly v1: string; readonly v2: string; readonly sleep: string };
    /** Where the proxies of the pods come from, whose pull Secrets the pods need. */
    readonly proxyImages: ImageSource;
    readonly trustAnchorsHash: pulumi.Input<string>;
    /** Whether the namespace gets policies that let in what helloworld needs. */
    readonly networkPolicies: boolean;
    /** Injector and CRDs of the control plane, and the SMI adaptor if there is one: before all in the namespace. */
    readonly after: readonly pulumi.Resource[];
}

/**
 * The sample application of one cluster: helloworld v1 in the cluster that exports it; v2, the
 * client `sleep` and a split, TrafficSplit or HTTPRoute, in each of the others.
 *
 * Replaces guide steps 4, 4.1 and 4.2. Differs in pods that restart with the trust anchors, in a
 * readiness probe, and in a pod that answers for a moment longer when it is to end.
 *
 * Everything is in one namespace, which is deleted last. With it goes what nobody else removes: the
 * ServiceProfile that the SMI adaptor makes of the TrafficSplit and only empties afterwards, and the
 * mirrored Service. The namespace waits for nothing: Kubernetes takes 5 s to remove one, and
 * `destroy` removes all namespaces of a cluster side by side.
 */
export class Helloworld extends pulumi.ComponentResource {
    constructor(name: string, args: HelloworldArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:sample:Helloworld", name, {}, opts);

        const { splitWith, images, proxyImages, trustAnchorsHash } = args;
        const namespace = new k8s.core.v1.Namespace(
            `${name}-namespace`,
            {
                metadata: {
                    name: SAMPLE_NAMESPACE,
                    annotations: { "linkerd.io/inject": "enabled" },
                    // linkerd-init changes iptables, which the other standards forbid.
                    labels: { "pod-security.kubernetes.io/enforce": "privileged" },
                },
            },
            { parent: this },
        );
        const before = [
            ...args.after,
            ...pullSecret(name, proxyImages, namespace, this),
            ...networkPolicies(name, args.networkPolicies, SAMPLE_INGRESS, namespace, this),
        ];
        const inNamespace = { parent: this, dependsOn: before };
        const metadata = { namespace: namespace.metadata.name };
        const imagePullSecrets = pullSecretReferences(proxyImages);

        // The plugin lets ten seconds pass after the last change of a Service's endpoints; the
        // Deployments' readiness says as much.
        const notAwaited = { "pulumi.com/skipAwait": "true" };
        const version = splitWith === undefined ? "v1" : "v2";
        new k8s.core.v1.Service(
            `${name}-helloworld-service`,
            {
                metadata: {
                    ...metadata,
                    name: HELLOWORLD,
                    annotations: notAwaited,
                    labels: {
                        app: HELLOWORLD,
                        ...(splitWith === undefined
                            ? { "mirror.linkerd.io/exported": "true" }
                            : {}),
                    },
                },
                spec: serviceSpec(HELLOWORLD, HELLOWORLD_PORT),
            },
            inNamespace,
        );
        new k8s.apps.v1.Deployment(
            `${name}-helloworld-${version}`,
            {
                metadata: {
                    ...metadata,
                    name: `${HELLOWORLD}-${version}`,
                    labels: helloworldLabels(version),
                },
                spec: helloworldSpec<pulumi.Input<string>>(
                    version,
                    {
                        image: images[version],
                        trustAnchorsHash,
                        imagePullSecrets,
                    },
                    args.generation,
                ),
            },
            inNamespace,
        );
        if (splitWith !== undefined) {
            const sleep = { ...metadata, name: SLEEP, labels: { app: SLEEP } };
            const account = new k8s.core.v1.ServiceAccount(
                `${name}-sleep-account`,
                { metadata: sleep },
                inNamespace,
            );
            new k8s.core.v1.Service(
                `${name}-sleep-service`,
                {
                    metadata: { ...sleep, annotations: notAwaited },
                    spec: serviceSpec(SLEEP, 80),
                },
                inNamespace,
            );
            new k8s.apps.v1.Deployment(
                `${name}-sleep`,
                {
                    metadata: sleep,
                    spec: sleepSpec<pulumi.Input<string>>({
                        image: images.sleep,
                        trustAnchorsHash,
                        imagePullSecrets,
                    }),
                },
                { parent: this, dependsOn: [...before, account] },
            );
            const { split: kind, kubeconfig, clusterDomain } = args;
            requestSplit(
                name,
                {
                    kind,
                    namespace: metadata.namespace,
                    service: HELLOWORLD,
                    backends: sampleBackends(splitWith, args.weights),
                    routes: [{ resource: "route", name: HELLOWORLD, port: HELLOWORLD_PORT }],
                    kubeconfig,
                    clusterDomain,
                },
                inNamespace,
            );
        }
        this.registerOutputs({});
    }
}
