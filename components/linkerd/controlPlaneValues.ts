import type * as pulumi from "@pulumi/pulumi";
import { pullSecretReferences, type ImageSource } from "./charts";
import { COMPONENT_RESOURCES, type Generation } from "./generations";

/** What the values of the chart linkerd-control-plane are made from. */
export interface ControlPlaneSettings {
    /** Bundle of trust anchors, PEM. */
    readonly trustAnchors: pulumi.Input<string>;
    /** CA of the webhook certificates, PEM. */
    readonly webhookCa: pulumi.Input<string>;
    readonly clusterDomain: string;
    readonly images: ImageSource;
    readonly highAvailability: boolean;
    readonly webhookFailurePolicy: "Ignore" | "Fail";
    /** Cron expression; without one the chart takes the current time and each upgrade differs. */
    readonly heartbeatSchedule: string;
}

/**
 * What the `values-ha.yaml` of every generation has: Helm reads that file only from a folder on disk.
 * Needs three schedulable nodes, since the anti-affinity is a requirement.
 */
export const HIGH_AVAILABILITY_VALUES = {
    enablePodDisruptionBudget: true,
    deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
    enablePodAntiAffinity: true,
    proxy: { resources: { cpu: { request: "100m" }, memory: { limit: "250Mi", request: "20Mi" } } },
    controllerReplicas: 3,
    controllerResources: COMPONENT_RESOURCES,
    destinationResources: COMPONENT_RESOURCES,
    identityResources: {
        cpu: COMPONENT_RESOURCES.cpu,
        memory: { limit: "250Mi", request: "10Mi" },
    },
    heartbeatResources: COMPONENT_RESOURCES,
    proxyInjectorResources: COMPONENT_RESOURCES,
    spValidatorResources: COMPONENT_RESOURCES,
    highAvailability: true,
};

/**
 * Values of the chart linkerd-control-plane.
 *
 * The issuer comes as a Secret of ours (`kubernetes.io/tls`) and so do the webhook certificates
 * (`externalSecret`): no private key passes through Helm, and nothing is generated at template time.
 */
export function controlPlaneValues(
    settings: ControlPlaneSettings,
    generation: Generation,
): Record<string, unknown> {
    const { registry } = settings.images;
    const webhook = { externalSecret: true, caBundle: settings.webhookCa };
    return {
        ...generation.controlPlane(registry),
        ...(settings.highAvailability
            ? { ...HIGH_AVAILABILITY_VALUES, ...generation.highAvailability }
            : {}),
        clusterDomain: settings.clusterDomain,
        identityTrustAnchorsPEM: settings.trustAnchors,
        identity: { issuer: { scheme: "kubernetes.io/tls" } },
        proxyInjector: webhook,
        profileValidator: webhook,
        policyValidator: webhook,
        webhookFailurePolicy: settings.webhookFailurePolicy,
        heartbeatSchedule: settings.heartbeatSchedule,
        controllerImage: `${registry}/controller`,
        proxy: {
            ...(settings.highAvailability ? HIGH_AVAILABILITY_VALUES.proxy : {}),
            image: { name: `${registry}/proxy` },
        },
        debugContainer: { image: { name: `${registry}/debug` } },
        imagePullSecrets: pullSecretReferences(settings.images),
    };
}
