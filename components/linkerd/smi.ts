import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
    mergeValues,
    pullSecretReferences,
    releaseArgs,
    type ChartValues,
    type ImageSource,
} from "./charts";
import type { ControlPlane } from "./controlPlane";
import {
    CONTROL_PLANE_NAMESPACE,
    SMI_ADAPTOR,
    SMI_NAMESPACE,
    TRUST_ANCHORS_ANNOTATION,
} from "./names";
import { podAnnotation } from "./podAnnotation";
import { pullSecret } from "./pullSecret";

/** Arguments of {@link Smi}. */
export interface SmiArgs {
    /** Must be ready first: the adaptor writes its ServiceProfiles, and its pod gets a proxy. */
    readonly controlPlane: ControlPlane;
    readonly chart: {
        /** URL of the Helm repository, another one than that of Linkerd's charts. */
        readonly repository: string;
        readonly version: string;
        readonly timeoutSeconds: number;
    };
    readonly images: ImageSource;
    readonly clusterDomain: string;
    /** SHA-256 of the bundle of trust anchors: the adaptor restarts when it changes. */
    readonly trustAnchorsHash: pulumi.Input<string>;
    /** Values over ours. */
    readonly values: ChartValues;
}

/**
 * The SMI extension of one cluster: the kind TrafficSplit, and the adaptor that turns each into the
 * `dstOverrides` of a ServiceProfile.
 *
 * Replaces `helm install linkerd-smi` of guide step 3.6. Needs no NetworkPolicy: nothing calls the
 * adaptor. Removing it removes every TrafficSplit of the cluster, and leaves the overrides of those
 * that were not removed before.
 */
export class Smi extends pulumi.ComponentResource {
    /** Ready once the adaptor runs; a TrafficSplit depends on it, for its kind too. */
    public readonly release: k8s.helm.v3.Release;

    constructor(name: string, args: SmiArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:linkerd:Smi", name, {}, opts);

        const namespace = new k8s.core.v1.Namespace(
            `${name}-namespace`,
            {
                metadata: {
                    name: SMI_NAMESPACE,
                    // Not annotated for injection: the chart's hook Job would get a proxy and never end.
                    labels: {
                        "linkerd.io/extension": "smi",
                        // The chart's hook sets both; here they survive an `up --refresh`.
                        "pod-security.kubernetes.io/enforce": "privileged",
                    },
                },
            },
            { parent: this },
        );
        const { chart, images } = args;
        this.release = new k8s.helm.v3.Release(
            `${name}-release`,
            {
                ...releaseArgs(chart, "linkerd-smi", chart.version),
                namespace: namespace.metadata.name,
                values: mergeValues(
                    {
                        clusterDomain: args.clusterDomain,
                        linkerdNamespace: CONTROL_PLANE_NAMESPACE,
                        imagePullSecrets: pullSecretReferences(images),
                        adaptor: { image: { registry: images.registry } },
                        namespaceMetadata: { image: { registry: images.registry } },
                    },
                    args.values,
                ),
            },
            {
                parent: this,
                dependsOn: [
                    args.controlPlane.release,
                    ...pullSecret(name, images, namespace, this),
                ],
            },
        );
        podAnnotation(
            `${name}-adaptor`,
            {
                release: this.release,
                namespace: namespace.metadata.name,
                deployment: SMI_ADAPTOR,
                annotation: TRUST_ANCHORS_ANNOTATION,
                value: args.trustAnchorsHash,
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
