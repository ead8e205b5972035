import assert from "node:assert/strict";
import { LINKERD_2_14, LINKERD_2_19, LINKERD_2_20 } from "../../../components/linkerd/generations";
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
 * What the files `values-ha.yaml` of all generations have, without their webhookFailurePolicy, which is a key
 * of the configuration and Fail by default with high availability.
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
        highAvailability: true,
    };
})();

describe("controlPlaneValues", () => {
    it("takes every certificate from outside and fixes what the chart would generate", () => {
        assert.deepEqual(controlPlaneValues(SETTINGS, LINKERD_2_14), PLAIN);
    });

    it("takes the failure policy of the webhooks", () => {
        assert.deepEqual(
            controlPlaneValues({ ...SETTINGS, webhookFailurePolicy: "Fail" }, LINKERD_2_14),
            {
                ...PLAIN,
                webhookFailurePolicy: "Fail",
            },
        );
    });

    it("names the pull secrets as the chart wants them", () => {
        const images = { ...SETTINGS.images, pullSecrets: ["first", "second"] };
        assert.deepEqual(controlPlaneValues({ ...SETTINGS, images }, LINKERD_2_14), {
            ...PLAIN,
            imagePullSecrets: [{ name: "first" }, { name: "second" }],
        });
    });

    it("adds the chart's values-ha.yaml, keeping the proxy's image beside its resources", () => {
        const settings = { ...SETTINGS, highAvailability: true };
        assert.deepEqual(controlPlaneValues(settings, LINKERD_2_14), {
            ...PLAIN,
            ...VALUES_HA,
            policyControllerResources: VALUES_HA.controllerResources,
            proxy: { ...VALUES_HA.proxy, ...PLAIN.proxy },
        });
        assert.deepEqual(HIGH_AVAILABILITY_VALUES, VALUES_HA);
    });

    it("names no image that 2.19 or 2.20 no longer has, and the budget of their values-ha.yaml", () => {
        const settings = { ...SETTINGS, highAvailability: true };
        const { policyController: _policy, proxyInit, ...common } = PLAIN;
        const expected = {
            ...common,
            ...VALUES_HA,
            controller: { podDisruptionBudget: { maxUnavailable: 1 } },
            proxy: { ...VALUES_HA.proxy, ...PLAIN.proxy },
        };
        assert.deepEqual(controlPlaneValues(settings, LINKERD_2_19), { ...expected, proxyInit });
        assert.deepEqual(controlPlaneValues(settings, LINKERD_2_20), expected);
    });
});
