import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** An annotation for the pods of a Deployment that a chart makes without a value for it. */
export interface PodAnnotation {
    /** The release that makes the Deployment. */
    readonly release: k8s.helm.v3.Release;
    readonly namespace: pulumi.Input<string>;
    readonly deployment: string;
    readonly annotation: string;
    readonly value: pulumi.Input<string>;
}

/** Pods restart when the value changes. */
export function podAnnotation(
    name: string,
    args: PodAnnotation,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.DeploymentPatch {
    // Unknown while the release is planned: a preview that knows all inputs looks for the
    // Deployment, and fails where there is none yet.
    const value = pulumi.all([args.value, args.release.status]).apply(([text]) => text);
    return new k8s.apps.v1.DeploymentPatch(
        name,
        {
            metadata: { name: args.deployment, namespace: args.namespace },
            spec: { template: { metadata: { annotations: { [args.annotation]: value } } } },
        },
        // Taking the annotation away would restart the pods just before they are removed.
        { ...opts, retainOnDelete: true },
    );
}
