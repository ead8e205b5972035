import assert from "node:assert/strict";
import {
    controlPlaneValues,
    HIGH_AVAILABILITY_VALUES,
    type ControlPlaneSettings,
} from "../../../components/linkerd/controlPlaneValues";

const SETTINGS: ControlPlaneSettings = {
    trustAnchors: "the bundle",
    webhookCa: "the webhook CA",
    clusterDomain: "west.example",
    images: { registry: "registry.example/l5d", pause: "unused", pullSecrets: [] },
    highAvailability: false,
    webhookFailurePolicy: "Ignore",
    heartbeatSchedule: "7 3 * * *",
};

const PLAIN = {
    clusterDomain: "west.example",
    identityTrustAnchorsPEM: "the bundle",
    identity: { issuer: { scheme: "kubernetes.io/tls" } },
    proxyInjector: { externalSecret: true, caBundle: "the webhook CA" },
    profileValidator: { externalSecret: true, caBundle: "the webhook CA" },
    policyValidator: { externalSecret: true, caBundle: "the webhook CA" },
    webhookFailurePolicy: "Ignore",
    heartbeatSchedule: "7 3 * * *",
    controllerImage: "registry.example/l5d/controller",
    policyController: { image: { name: "registry.example/l5d/policy-controller" } },
    proxy: { image: { name: "registry.example/l5d/proxy" } },
    proxyInit: { image: { name: "registry.example/l5d/proxy-init" } },
    debugContainer: { image: { name: "registry.example/l5d/debug" } },
    imagePullSecrets: [],
};

/**
 * The file `values-ha.yaml` of linkerd-control-plane 1.16.11 without its webhookFailurePolicy, which is a key
 * of the configuration and Fail by default with high availability.
 * That these keys still exist in the chart is for the real engine's tests to show.
 */
const VALUES_HA = (() => {
    const resources = {
        cpu: { limit: "", request: "100m" },
        memory: { limit: "250Mi", request: "50Mi" },
    };
    return {
        enablePodDisruptionBudget: true,
        deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
        enablePodAntiAffinity: true,
        proxy: {
            resources: { cpu: { request: "100m" }, memory: { limit: "250Mi", request: "20Mi" } },
        },
        controllerReplicas: 3,
        controllerResources: resources,
        destinationResources: resources,
        identityResources: { ...resources, memory: { limit: "250Mi", request: "10Mi" } },
        heartbeatResources: resources,
        proxyInjectorResources: resources,
        spValidatorResources: resources,
        policyControllerResources: resources,
        highAvailability: true,
    };
})();

describe("controlPlaneValues", () => {
    it("takes every certificate from outside and fixes what the chart would generate", () => {
        assert.deepEqual(controlPlaneValues(SETTINGS), PLAIN);
    });

    it("takes the failure policy of the webhooks", () => {
        assert.deepEqual(controlPlaneValues({ ...SETTINGS, webhookFailurePolicy: "Fail" }), {
            ...PLAIN,
            webhookFailurePolicy: "Fail",
        });
    });

    it("names the pull secrets as the chart wants them", () => {
        const images = { ...SETTINGS.images, pullSecrets: ["first", "second"] };
        assert.deepEqual(controlPlaneValues({ ...SETTINGS, images }), {
            ...PLAIN,
            imagePullSecrets: [{ name: "first" }, { name: "second" }],
        });
    });

    it("adds the chart's values-ha.yaml, keeping the proxy's image beside its resources", () => {
        assert.deepEqual(controlPlaneValues({ ...SETTINGS, highAvailability: true }), {
            ...PLAIN,
            ...VALUES_HA,
            proxy: { ...VALUES_HA.proxy, ...PLAIN.proxy },
        });
        assert.deepEqual(HIGH_AVAILABILITY_VALUES, VALUES_HA);
    });
});
