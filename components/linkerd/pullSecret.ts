import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ImageSource } from "./charts";
import { PULL_SECRET } from "./names";

/**
 * The pull Secret of one namespace, or nothing where no credentials are configured.
 *
 * The program makes the namespaces and waits for their pods in one run, so nobody could put the
 * Secret there in between.
 */
export function pullSecret(
    name: string,
    images: ImageSource,
    namespace: k8s.core.v1.Namespace,
    parent: pulumi.Resource,
): k8s.core.v1.Secret[] {
    if (images.pullCredentials === undefined) return [];
    const metadata = { name: PULL_SECRET, namespace: namespace.metadata.name };
    return [
        new k8s.core.v1.Secret(
            `${name}-image-pull`,
            {
                metadata,
                type: "kubernetes.io/dockerconfigjson",
                stringData: { ".dockerconfigjson": images.pullCredentials },
            },
            { parent },
        ),
    ];
}
