import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
    mergeValues,
    pullSecretReferences,
    releaseArgs,
    type ChartSource,
    type ChartValues,
    type ImageSource,
} from "./charts";
import type { ControlPlane } from "./controlPlane";
import { loadBalancerAddress } from "./loadBalancerAddress";
import {
    CONTROL_PLANE_NAMESPACE,
    EXTENSION_LABEL,
    GATEWAY,
    MULTICLUSTER_NAMESPACE,
    TRUST_ANCHORS_ANNOTATION,
} from "./names";
import { MirrorCleanup } from "./mirrorCleanup";
import type { MirroredCluster } from "./mirroredCluster";
import { networkPolicies } from "./networkPolicies";
import { MULTICLUSTER_INGRESS } from "./networkPolicyRules";
import { pullSecret } from "./pullSecret";

/** Arguments of {@link Multicluster}. */
export interface MulticlusterArgs {
    /** Must be ready first: a gateway pod made before the injector answers has no proxy. */
    readonly controlPlane: ControlPlane;
    readonly charts: ChartSource;
    readonly images: ImageSource;
    /** SHA-256 of the bundle of trust anchors: the gateway restarts when it changes. */
    readonly trustAnchorsHash: pulumi.Input<string>;
    /** Trust domain of the mesh; the chart does not derive it from the control plane. */
    readonly trustDomain: string;
    readonly gateway: {
        /** Address that the gateway's Service asks for; read from the Service when absent. */
        readonly ip?: string;
        readonly replicas: number;
    };
    readonly highAvailability: boolean;
    /** Clusters whose exported Services are mirrored here. */
    readonly mirrored: readonly MirroredCluster[];
    /** Kubeconfig of the cluster with rights to delete Services, secret. */
    readonly kubeconfig: pulumi.Output<string>;
    /** Whether the namespace gets policies that let in what the gateway needs. */
    readonly networkPolicies: boolean;
    /** What reserves the pinned address: one that is taken fails there, before a load balancer announces it. @default nothing */
    readonly after?: readonly pulumi.Resource[];
    /** Values over ours. */
    readonly values: ChartValues;
}

/**
 * The multicluster extension of one cluster: gateway, policies and the Link CRD; from Linkerd 2.19 on
 * also the controller of each link.
 *
 * Replaces `helm install linkerd-multicluster` of guide step 3.4. Differs in
 * `remoteMirrorServiceAccount: false`: each peer gets an account of its own (`RemoteAccess`), so
 * that one link can be revoked alone.
 */
export class Multicluster extends pulumi.ComponentResource {
    /** IPs or host names of the gateway, joined by commas: the Link's `gatewayAddress`. */
    public readonly gatewayAddress: pulumi.Output<string>;
    public readonly release: k8s.helm.v3.Release;
    public readonly namespace: k8s.core.v1.Namespace;

    constructor(name: string, args: MulticlusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:linkerd:Multicluster", name, {}, opts);

        const namespace = new k8s.core.v1.Namespace(
            `${name}-namespace`,
            {
                metadata: {
                    name: MULTICLUSTER_NAMESPACE,
                    labels: {
                        ...EXTENSION_LABEL,
                        // The chart's hook sets it too; here it survives an `up --refresh`.
                        "pod-security.kubernetes.io/enforce": "privileged",
                    },
                },
            },
            { parent: this },
        );

        const { charts, images, gateway, highAvailability } = args;
        const { generation } = charts.versions;
        // Before the controllers, so that it runs after them. Otherwise they would write the mirrors anew.
        const cleanups =
            generation.controllersFrom === "program"
                ? []
                : args.mirrored.map(
                      (target) =>
                          new MirrorCleanup(
                              target.cleanup,
                              { kubeconfig: args.kubeconfig, target: target.name },
                              {
                                  parent: this,
                                  dependsOn: [namespace],
                                  // Deleted on the way from 2.14, it would remove every mirror.
                                  aliases: [{ parent: target.formerParent }],
                              },
                          ),
                  );
        this.release = new k8s.helm.v3.Release(
            `${name}-release`,
            {
                ...releaseArgs(charts, "linkerd-multicluster", charts.versions.multicluster),
                namespace: namespace.metadata.name,
                values: mergeValues(
                    {
                        gateway: {
                            replicas: gateway.replicas,
                            pauseImage: images.pause,
                            ...(gateway.ip === undefined ? {} : { loadBalancerIP: gateway.ip }),
                            deploymentAnnotations: {
                                [TRUST_ANCHORS_ANNOTATION]: args.trustAnchorsHash,
                                ...generation.endsAfter(5),
                            },
                        },
                        enablePodAntiAffinity: highAvailability,
                        remoteMirrorServiceAccount: false,
                        linkerdNamespace: CONTROL_PLANE_NAMESPACE,
                        identityTrustDomain: args.trustDomain,
                        imagePullSecrets: pullSecretReferences(images),
                        ...generation.multicluster({
                            registry: images.registry,
                            targets: args.mirrored.map((target) => target.name),
                            trustAnchorsHash: args.trustAnchorsHash,
                            highAvailability,
                        }),
                    },
                    args.values,
                ),
            },
            {
                parent: this,
                dependsOn: [
                    args.controlPlane.release,
                    ...(args.after ?? []),
                    ...cleanups,
                    ...pullSecret(name, images, namespace, this),
                    ...networkPolicies(
                        name,
                        args.networkPolicies,
                        MULTICLUSTER_INGRESS,
                        namespace,
                        this,
                    ),
                ],
            },
        );

        if (gateway.ip === undefined) {
            // The id comes from the release's status: unknown, hence not read, on an empty stack.
            const id = this.release.status.apply((status) => `${status.namespace}/${GATEWAY}`);
            const service = k8s.core.v1.Service.get(`${name}-gateway`, id, { parent: this });
            this.gatewayAddress = service.status.apply((status) =>
                loadBalancerAddress(name, status),
            );
        } else {
            this.gatewayAddress = pulumi.output(gateway.ip);
        }
        this.namespace = namespace;
        this.registerOutputs({ gatewayAddress: this.gatewayAddress });
    }
}
