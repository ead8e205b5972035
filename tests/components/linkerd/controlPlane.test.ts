import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneArgs } from "../../../components/linkerd/controlPlane";
import { WEBHOOKS } from "../../../components/pki/webhooks";
import { controlPlane, inCluster } from "../../support/parts";
import { once, record } from "../../support/record";
import { isMap, secret } from "../../support/values";

function install(changes: Partial<ControlPlaneArgs> = {}) {
    return record(() => {
        controlPlane("east", inCluster("east"), changes);
    });
}

const installed = once(() => install());

function certificate(name: string) {
    return `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;
}

function tlsSecret(name: string, component: string, stringData: Record<string, string>) {
    return {
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
            name,
            namespace: "linkerd",
            labels: {
                "linkerd.io/control-plane-component": component,
                "linkerd.io/control-plane-ns": "linkerd",
            },
        },
        type: "kubernetes.io/tls",
        stringData: secret(stringData),
    };
}

const RELEASE = {
    namespace: "linkerd",
    repositoryOpts: { repo: "https://charts.example/stable" },
    timeout: 600,
    allowNullValues: true,
    atomic: false,
    maxHistory: 5,
    // Set by the SDK itself.
    compat: "true",
};

const WEBHOOK_VALUES = { externalSecret: true, caBundle: certificate("east-webhooks-ca-cert-g1") };

describe("ControlPlane", () => {
    it("is a namespace, four Secrets and two releases", async () => {
        const { below } = await installed();
        assert.deepEqual(below("east-linkerd"), [
            ["kubernetes:core/v1:Namespace", "east-linkerd-namespace"],
            ["kubernetes:core/v1:Secret", "east-linkerd-issuer"],
            ["kubernetes:core/v1:Secret", "east-linkerd-linkerd-proxy-injector"],
            ["kubernetes:core/v1:Secret", "east-linkerd-linkerd-sp-validator"],
            ["kubernetes:core/v1:Secret", "east-linkerd-linkerd-policy-validator"],
            ["kubernetes:helm.sh/v3:Release", "east-linkerd-crds"],
            ["kubernetes:helm.sh/v3:Release", "east-linkerd-release"],
        ]);
    });

    it("gives all of them the provider of the cluster", async () => {
        const { resources } = await installed();
        assert.deepEqual(
            new Set(
                resources
                    .filter(({ parent }) => parent === "east-linkerd")
                    .map(({ provider }) => provider),
            ),
            new Set(["east-kubernetes"]),
        );
    });

    it("sets on the namespace what the CLI would set", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-linkerd-namespace").inputs, {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name: "linkerd",
                annotations: { "linkerd.io/inject": "disabled" },
                labels: {
                    "linkerd.io/is-control-plane": "true",
                    "config.linkerd.io/admission-webhooks": "disabled",
                    "linkerd.io/control-plane-ns": "linkerd",
                    "pod-security.kubernetes.io/enforce": "privileged",
                },
            },
        });
    });

    it("hands over the issuer with the anchors as a secret", async () => {
        const { get } = await installed();
        assert.deepEqual(
            get("east-linkerd-issuer").inputs,
            tlsSecret("linkerd-identity-issuer", "identity", {
                "tls.crt": certificate("east-issuer-cert-g1"),
                "tls.key":
                    "-----BEGIN EC PRIVATE KEY-----\nSEC1 of east-issuer-key-g1\n-----END EC PRIVATE KEY-----\n\n",
                "ca.crt": certificate("east-anchor-cert"),
            }),
        );
    });

    const components = {
        "linkerd-proxy-injector": "proxy-injector",
        "linkerd-sp-validator": "destination",
        "linkerd-policy-validator": "destination",
    };
    for (const webhook of WEBHOOKS) {
        it(`hands over the certificate of ${webhook} under the name the chart looks for`, async () => {
            const { get } = await installed();
            assert.deepEqual(
                get(`east-linkerd-${webhook}`).inputs,
                tlsSecret(`${webhook}-k8s-tls`, components[webhook], {
                    "tls.crt": certificate(`east-webhooks-${webhook}-cert-g1`),
                    "tls.key": `-----BEGIN PRIVATE KEY-----\nPKCS8 of east-webhooks-${webhook}-key\n-----END PRIVATE KEY-----\n\n`,
                }),
            );
        });
    }

    it("installs linkerd-crds with the Gateway API", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-linkerd-crds").inputs, {
            ...RELEASE,
            name: "linkerd-crds",
            chart: "linkerd-crds",
            version: "1.8.0",
            values: { enableHttpRoutes: true },
        });
    });

    it("leaves the Gateway API out where the cluster has it", async () => {
        const { get } = await install({ gatewayApiCrds: false });
        assert.deepEqual(get("east-linkerd-crds").inputs["values"], { enableHttpRoutes: false });
    });

    it("installs linkerd-control-plane with certificates from outside, and no key", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-linkerd-release").inputs, {
            ...RELEASE,
            name: "linkerd-control-plane",
            chart: "linkerd-control-plane",
            version: "1.16.11",
            values: {
                clusterDomain: "cluster.local",
                identityTrustAnchorsPEM: certificate("east-anchor-cert"),
                identity: { issuer: { scheme: "kubernetes.io/tls" } },
                proxyInjector: WEBHOOK_VALUES,
                profileValidator: WEBHOOK_VALUES,
                policyValidator: WEBHOOK_VALUES,
                webhookFailurePolicy: "Ignore",
                heartbeatSchedule: "0 0 * * *",
                controllerImage: "cr.l5d.io/linkerd/controller",
                policyController: { image: { name: "cr.l5d.io/linkerd/policy-controller" } },
                proxy: { image: { name: "cr.l5d.io/linkerd/proxy" } },
                proxyInit: { image: { name: "cr.l5d.io/linkerd/proxy-init" } },
                debugContainer: { image: { name: "cr.l5d.io/linkerd/debug" } },
                imagePullSecrets: [],
            },
        });
    });

    it("waits with the release for the CRDs and for every Secret its pods mount", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-linkerd-release").dependsOn, [
            "east-linkerd-crds",
            "east-linkerd-issuer",
            "east-linkerd-linkerd-proxy-injector",
            "east-linkerd-linkerd-sp-validator",
            "east-linkerd-linkerd-policy-validator",
        ]);
    });

    it("makes the Secrets and the CRDs at the same time, once there is a namespace", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-linkerd-crds").dependencies, ["east-linkerd-namespace"]);
        assert.deepEqual(
            get("east-linkerd-issuer").dependencies.filter((name) =>
                name.startsWith("east-linkerd"),
            ),
            ["east-linkerd-namespace"],
        );
    });

    it("merges extra values last: maps by key, lists as a whole, Outputs as they are", async () => {
        const { get } = await install({
            values: {
                crds: { installNamespace: false },
                controlPlane: {
                    webhookFailurePolicy: "Fail",
                    proxy: { logLevel: pulumi.output("debug") },
                    proxyInjector: { namespaceSelector: { matchExpressions: [] } },
                    imagePullSecrets: [{ name: "other" }],
                },
            },
        });
        assert.deepEqual(get("east-linkerd-crds").inputs["values"], {
            enableHttpRoutes: true,
            installNamespace: false,
        });
        const { values } = get("east-linkerd-release").inputs;
        assert.ok(isMap(values));
        assert.equal(values["webhookFailurePolicy"], "Fail");
        assert.deepEqual(values["proxy"], {
            image: { name: "cr.l5d.io/linkerd/proxy" },
            logLevel: "debug",
        });
        assert.deepEqual(values["proxyInjector"], {
            ...WEBHOOK_VALUES,
            namespaceSelector: { matchExpressions: [] },
        });
        assert.deepEqual(values["imagePullSecrets"], [{ name: "other" }]);
    });
});
