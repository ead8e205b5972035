import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Smi, type SmiArgs } from "../../../components/linkerd/smi";
import { IMAGES, SMI_CHART } from "../../support/fixtures";
import { controlPlane, inCluster } from "../../support/parts";
import { once, record, type RecordOptions } from "../../support/record";
import { secret, UNKNOWN } from "../../support/values";

function install(changes: Partial<SmiArgs> = {}, options: RecordOptions = {}) {
    return record(() => {
        const east = inCluster("east");
        new Smi(
            "east-smi",
            {
                controlPlane: controlPlane("east", east),
                chart: { ...SMI_CHART, timeoutSeconds: 90 },
                images: IMAGES,
                clusterDomain: "east.example",
                trustAnchorsHash: "hash of the anchors",
                values: {},
                ...changes,
            },
            east,
        );
    }, options);
}

const installed = once(() => install());

const VALUES = {
    clusterDomain: "east.example",
    linkerdNamespace: "linkerd",
    imagePullSecrets: [],
    adaptor: { image: { registry: "cr.l5d.io/linkerd" } },
    namespaceMetadata: { image: { registry: "cr.l5d.io/linkerd" } },
};

describe("Smi", () => {
    it("is a namespace, a release and an annotation of the adaptor", async () => {
        const { below } = await installed();
        assert.deepEqual(below("east-smi"), [
            ["kubernetes:core/v1:Namespace", "east-smi-namespace"],
            ["kubernetes:helm.sh/v3:Release", "east-smi-release"],
            ["kubernetes:apps/v1:DeploymentPatch", "east-smi-adaptor"],
        ]);
    });

    it("labels the namespace as the hook does, and does not have its Job injected", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-smi-namespace").inputs, {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name: "linkerd-smi",
                labels: {
                    "linkerd.io/extension": "smi",
                    "pod-security.kubernetes.io/enforce": "privileged",
                },
            },
        });
    });

    it("installs the chart from its own repository", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-smi-release").inputs, {
            name: "linkerd-smi",
            chart: "linkerd-smi",
            version: "1.0.4",
            namespace: "linkerd-smi",
            repositoryOpts: { repo: "https://charts.example/smi" },
            timeout: 90,
            allowNullValues: true,
            atomic: false,
            maxHistory: 5,
            compat: "true",
            values: VALUES,
        });
    });

    it("waits for the control plane, whose injector and ServiceProfiles the adaptor needs", async () => {
        const { get } = await installed();
        const { dependsOn, dependencies } = get("east-smi-release");
        assert.deepEqual(dependsOn, ["east-linkerd-release"]);
        assert.deepEqual(dependencies, ["east-linkerd-release", "east-smi-namespace"]);
    });

    it("restarts the adaptor when the trust anchors change, and not when it is removed", async () => {
        const { get } = await installed();
        const { inputs, options, dependencies } = get("east-smi-adaptor");
        assert.deepEqual(inputs, {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "smi-adaptor", namespace: "linkerd-smi" },
            spec: {
                template: {
                    metadata: {
                        annotations: {
                            "linkerd-multicluster/trust-anchors-sha256": "hash of the anchors",
                        },
                    },
                },
            },
        });
        assert.deepEqual(options, { retainOnDelete: true });
        assert.deepEqual(dependencies, ["east-smi-namespace", "east-smi-release"]);
    });

    it("leaves a value of the annotation open in a first preview: the plugin looks for no Deployment", async () => {
        const { get } = await install({}, { mode: "preview" });
        assert.deepEqual(get("east-smi-adaptor").inputs["spec"], {
            template: {
                metadata: {
                    annotations: { "linkerd-multicluster/trust-anchors-sha256": UNKNOWN },
                },
            },
        });
    });

    it("takes registry and pull secrets, and makes the one of credentials first", async () => {
        const { get } = await record(() => {
            const east = inCluster("east");
            new Smi(
                "east-smi",
                {
                    controlPlane: controlPlane("east", east),
                    chart: { ...SMI_CHART, timeoutSeconds: 90 },
                    images: {
                        registry: "registry.example/l5d",
                        pause: "pause",
                        pullSecrets: ["linkerd-image-pull"],
                        pullCredentials: pulumi.secret("credentials"),
                    },
                    clusterDomain: "east.example",
                    trustAnchorsHash: "hash",
                    values: {},
                },
                east,
            );
        });
        assert.deepEqual(get("east-smi-release").inputs["values"], {
            ...VALUES,
            imagePullSecrets: [{ name: "linkerd-image-pull" }],
            adaptor: { image: { registry: "registry.example/l5d" } },
            namespaceMetadata: { image: { registry: "registry.example/l5d" } },
        });
        assert.deepEqual(get("east-smi-release").dependsOn, [
            "east-linkerd-release",
            "east-smi-image-pull",
        ]);
        assert.deepEqual(get("east-smi-image-pull").inputs["metadata"], {
            name: "linkerd-image-pull",
            namespace: "linkerd-smi",
        });
        assert.deepEqual(
            get("east-smi-image-pull").inputs["stringData"],
            secret({ ".dockerconfigjson": "credentials" }),
        );
    });

    it("merges extra values last", async () => {
        const { get } = await install({ values: { adaptor: { image: { tag: "v0.2.6" } } } });
        assert.deepEqual(get("east-smi-release").inputs["values"], {
            ...VALUES,
            adaptor: { image: { registry: "cr.l5d.io/linkerd", tag: "v0.2.6" } },
        });
    });
});
