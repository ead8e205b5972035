import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { pullSecretReferences, type ImageSource } from "./charts";
import { MirrorCleanup } from "./mirrorCleanup";
import {
    credentialRules,
    LOCAL_RULES,
    mirrorLabels,
    podSelector,
    probeService,
    serviceMirrorSpec,
} from "./mirrorObjects";
import type { Multicluster } from "./multicluster";
import { MULTICLUSTER_NAMESPACE, probeServiceName, serviceMirrorName } from "./names";

/** Arguments of {@link ServiceMirror}. */
export interface ServiceMirrorArgs {
    /** Name of the cluster that is mirrored. */
    readonly target: string;
    /** The extension in the cluster that the mirror runs in. */
    readonly multicluster: Multicluster;
    /** Kubeconfig of that cluster with rights to delete Services, secret. */
    readonly kubeconfig: pulumi.Output<string>;
    /** Link and credentials, without which the controller waits or exits. */
    readonly after: readonly pulumi.Resource[];
    readonly images: ImageSource;
    /** Tag of linkerd's controller image, for example `stable-2.14.10`. */
    readonly linkerdVersion: string;
    readonly credentialsHash: pulumi.Input<string>;
    readonly trustAnchorsHash: pulumi.Input<string>;
    readonly highAvailability: boolean;
}

/**
 * The controller that copies exported Services of one target into the source, with its rights and
 * the Service through which it probes the target's gateway.
 *
 * Seven of the ten objects of `linkerd multicluster link`, and a clean-up of what the controller
 * leaves behind.
 */
export class ServiceMirror extends pulumi.ComponentResource {
    constructor(name: string, args: ServiceMirrorArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:linkerd:ServiceMirror", name, {}, opts);

        const { target } = args;
        const mirror = serviceMirrorName(target);
        const labels = mirrorLabels(target);
        const metadata = { name: mirror, namespace: MULTICLUSTER_NAMESPACE, labels };
        const afterNamespace = { parent: this, dependsOn: [args.multicluster.namespace] };

        const account = new k8s.core.v1.ServiceAccount(
            `${name}-account`,
            { metadata, imagePullSecrets: pullSecretReferences(args.images) },
            afterNamespace,
        );
        const subjects = [
            { kind: "ServiceAccount", name: mirror, namespace: MULTICLUSTER_NAMESPACE },
        ];
        const apiGroup = "rbac.authorization.k8s.io";
        const local = `linkerd-service-mirror-access-local-resources-${target}`;
        const localRole = new k8s.rbac.v1.ClusterRole(
            `${name}-local-role`,
            { metadata: { name: local, labels }, rules: LOCAL_RULES },
            { parent: this },
        );
        const localBinding = new k8s.rbac.v1.ClusterRoleBinding(
            `${name}-local-binding`,
            {
                metadata: { name: local, labels },
                roleRef: { apiGroup, kind: "ClusterRole", name: local },
                subjects,
            },
            { parent: this, dependsOn: [localRole, account] },
        );
        const credentials = `linkerd-service-mirror-read-remote-creds-${target}`;
        const credentialsRole = new k8s.rbac.v1.Role(
            `${name}-credentials-role`,
            { metadata: { ...metadata, name: credentials }, rules: credentialRules(target) },
            afterNamespace,
        );
        const credentialsBinding = new k8s.rbac.v1.RoleBinding(
            `${name}-credentials-binding`,
            {
                metadata: { ...metadata, name: credentials },
                roleRef: { apiGroup, kind: "Role", name: credentials },
                subjects,
            },
            { parent: this, dependsOn: [credentialsRole, account] },
        );
        const probe = probeService(target);
        const probeGateway = new k8s.core.v1.Service(
            `${name}-probe`,
            {
                metadata: {
                    name: probeServiceName(target),
                    namespace: MULTICLUSTER_NAMESPACE,
                    labels: probe.labels,
                },
                spec: probe.spec,
            },
            afterNamespace,
        );
        const cleanup = new MirrorCleanup(
            `${name}-cleanup`,
            { kubeconfig: args.kubeconfig, target },
            afterNamespace,
        );
        new k8s.apps.v1.Deployment(
            `${name}-deployment`,
            {
                metadata,
                spec: serviceMirrorSpec<pulumi.Input<string>>({
                    ...args,
                    image: `${args.images.registry}/controller:${args.linkerdVersion}`,
                }),
            },
            {
                parent: this,
                // Without an injector the pod would start without a proxy and the probe fail.
                // The clean-up comes first, so that destroy runs it after the controller.
                dependsOn: [
                    args.multicluster.release,
                    ...args.after,
                    localBinding,
                    credentialsBinding,
                    probeGateway,
                    cleanup,
                ],
            },
        );
        if (args.highAvailability) {
            new k8s.policy.v1.PodDisruptionBudget(
                `${name}-disruption-budget`,
                {
                    metadata: { ...metadata, labels: { component: "linkerd-service-mirror" } },
                    spec: { maxUnavailable: 1, selector: { matchLabels: podSelector(target) } },
                },
                afterNamespace,
            );
        }
        this.registerOutputs({});
    }
}
