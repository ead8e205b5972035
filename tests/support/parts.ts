import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ControlPlane, type ControlPlaneArgs } from "../../components/linkerd/controlPlane";
import { Multicluster, type MulticlusterArgs } from "../../components/linkerd/multicluster";
import { IdentityIssuer } from "../../components/pki/identityIssuer";
import { TrustAnchor } from "../../components/pki/trustAnchor";
import { WebhookCertificates } from "../../components/pki/webhookCertificates";
import { CHARTS, IMAGES, kubeconfigOf } from "./fixtures";

/** The provider of a cluster, as an option for its components. */
export function inCluster(name: string) {
    const provider = new k8s.Provider(`${name}-kubernetes`, {
        kubeconfig: pulumi.secret(kubeconfigOf(name)),
    });
    return { providers: { kubernetes: provider } };
}

type InCluster = ReturnType<typeof inCluster>;

/** A control plane `<name>-linkerd` and the certificates it stands on. */
export function controlPlane(
    name: string,
    options: InCluster,
    changes: Partial<ControlPlaneArgs> = {},
): ControlPlane {
    const trustAnchor = new TrustAnchor(`${name}-anchor`);
    return new ControlPlane(
        `${name}-linkerd`,
        {
            issuer: new IdentityIssuer(`${name}-issuer`, { trustAnchor }),
            webhooks: new WebhookCertificates(`${name}-webhooks`, { namespace: "linkerd" }),
            charts: CHARTS,
            images: IMAGES,
            trustAnchors: trustAnchor.certPem,
            clusterDomain: "cluster.local",
            highAvailability: false,
            networkPolicies: false,
            webhookFailurePolicy: "Ignore",
            heartbeatSchedule: "0 0 * * *",
            values: { crds: {}, controlPlane: {} },
            ...changes,
        },
        options,
    );
}

/** The extension `<name>-multicluster`, with a control plane below it. */
export function multicluster(
    name: string,
    options: InCluster,
    changes: Partial<MulticlusterArgs> = {},
): Multicluster {
    return new Multicluster(
        `${name}-multicluster`,
        {
            controlPlane: controlPlane(name, options),
            charts: CHARTS,
            images: IMAGES,
            trustAnchorsHash: "hash of the anchors",
            trustDomain: "cluster.local",
            gateway: { ip: "192.0.2.7", replicas: 1 },
            highAvailability: false,
            mirrored: [],
            kubeconfig: pulumi.secret(kubeconfigOf(name)),
            networkPolicies: false,
            values: {},
            ...changes,
        },
        options,
    );
}
