import type * as pulumi from "@pulumi/pulumi";
import { pullSecretReferences, type ImageSource } from "./charts";

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

const controllerResources = {
    cpu: { limit: "", request: "100m" },
    memory: { limit: "250Mi", request: "50Mi" },
};

/**
 * The chart's `values-ha.yaml` as values: Helm reads that file only from a folder on disk.
 * Needs three schedulable nodes, since the anti-affinity is a requirement.
 */
export const HIGH_AVAILABILITY_VALUES = {
    enablePodDisruptionBudget: true,
    deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
    enablePodAntiAffinity: true,
    proxy: { resources: { cpu: { request: "100m" }, memory: { limit: "250Mi", request: "20Mi" } } },
    controllerReplicas: 3,
    controllerResources,
    destinationResources: controllerResources,
    identityResources: {
        cpu: controllerResources.cpu,
        memory: { limit: "250Mi", request: "10Mi" },
    },
    heartbeatResources: controllerResources,
    proxyInjectorResources: controllerResources,
    spValidatorResources: controllerResources,
    policyControllerResources: controllerResources,
    highAvailability: true,
};

/**
 * Values of the chart linkerd-control-plane 1.16.11.
 *
 * The issuer comes as a Secret of ours (`kubernetes.io/tls`) and so do the webhook certificates
 * (`externalSecret`): no private key passes through Helm, and nothing is generated at template time.
 */
export function controlPlaneValues(settings: ControlPlaneSettings): Record<string, unknown> {
    const { registry } = settings.images;
    const webhook = { externalSecret: true, caBundle: settings.webhookCa };
    return {
        ...(settings.highAvailability ? HIGH_AVAILABILITY_VALUES : {}),
        clusterDomain: settings.clusterDomain,
        identityTrustAnchorsPEM: settings.trustAnchors,
        identity: { issuer: { scheme: "kubernetes.io/tls" } },
        proxyInjector: webhook,
        profileValidator: webhook,
        policyValidator: webhook,
        webhookFailurePolicy: settings.webhookFailurePolicy,
        heartbeatSchedule: settings.heartbeatSchedule,
        controllerImage: `${registry}/controller`,
        policyController: { image: { name: `${registry}/policy-controller` } },
        proxy: {
            ...(settings.highAvailability ? HIGH_AVAILABILITY_VALUES.proxy : {}),
            image: { name: `${registry}/proxy` },
        },
        proxyInit: { image: { name: `${registry}/proxy-init` } },
        debugContainer: { image: { name: `${registry}/debug` } },
        imagePullSecrets: pullSecretReferences(settings.images),
    };
}
