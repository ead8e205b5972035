import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Link } from "../../../components/linkerd/link";
import { RemoteAccess } from "../../../components/linkerd/remoteAccess";
import { remoteKubeconfig, sha256 } from "../../../components/linkerd/remoteKubeconfig";
import type { LinkerdName } from "../../../components/linkerd/versions";
import { chartsOf, IMAGES, kubeconfigOf } from "../../support/fixtures";
import { providerOutputs, tokenOf, withOutputs } from "../../support/outputs";
import { inCluster, multicluster } from "../../support/parts";
import { once, record, type RecordOptions } from "../../support/record";
import type { Outputs } from "../../support/requests";
import { isMap, secret, UNKNOWN } from "../../support/values";

interface Changes {
    readonly gatewayAddress?: pulumi.Input<string>;
    readonly highAvailability?: boolean;
    readonly images?: typeof IMAGES;
    readonly version?: LinkerdName;
}

/** `east` gets the mirrors of `west`, which has other domains. */
function link(changes: Changes = {}, options: RecordOptions = {}) {
    return record(() => {
        const [east, west] = [inCluster("east"), inCluster("west")];
        const charts = chartsOf(changes.version ?? "stable-2.14.10");
        const access = new RemoteAccess(
            "west-access-east",
            { peer: "east", multicluster: multicluster("west", west), pullSecrets: [] },
            west,
        );
        new Link(
            "east-to-west",
            {
                source: {
                    multicluster: multicluster("east", east, { charts }),
                    kubeconfig: pulumi.secret(kubeconfigOf("east")),
                },
                target: {
                    name: "west",
                    clusterDomain: "west.example",
                    trustDomain: "mesh.example",
                    apiServer: "https://west.example:6443",
                    access,
                    gatewayAddress: changes.gatewayAddress ?? "192.0.2.7",
                },
                images: changes.images ?? IMAGES,
                version: charts.versions,
                trustAnchorsHash: "hash of the anchors",
                highAvailability: changes.highAvailability ?? false,
            },
            east,
        );
    }, options);
}

const linked = once(() => link());

function kubeconfigWith(token: string): string {
    return remoteKubeconfig({
        name: "west",
        apiServer: "https://west.example:6443",
        certificateAuthorityData: Buffer.from(
            "-----BEGIN CERTIFICATE-----\nAPI server of west-access-east-token\n-----END CERTIFICATE-----\n\n",
        ).toString("base64"),
        accountName: "linkerd-service-mirror-remote-access-east",
        token,
    });
}

const KUBECONFIG = kubeconfigWith(tokenOf("west-access-east-token"));

describe("Link", () => {
    it("is two Secrets, the Link and a service mirror", async () => {
        const { resources } = await linked();
        const children = resources.filter(({ parent }) => parent === "east-to-west");
        assert.deepEqual(
            children.map(({ type, name }) => [type, name]),
            [
                ["kubernetes:core/v1:Secret", "east-to-west-credentials"],
                ["kubernetes:core/v1:Secret", "east-to-west-destination-credentials"],
                ["kubernetes:multicluster.linkerd.io/v1alpha1:Link", "east-to-west-link"],
                ["linkerd-multicluster:linkerd:ServiceMirror", "east-to-west-service-mirror"],
            ],
        );
    });

    it("makes everything in the source, with the source's provider", async () => {
        const { below, get } = await linked();
        const kubernetes = below("east-to-west").filter(([type]) => type.startsWith("kubernetes:"));
        assert.equal(kubernetes.length, 10, "the ten objects of `linkerd multicluster link`");
        for (const [, name] of kubernetes) assert.equal(get(name).provider, "east-kubernetes");
    });

    it("gives the service mirror a kubeconfig of the target, as a secret", async () => {
        const { get } = await linked();
        assert.deepEqual(get("east-to-west-credentials").inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "cluster-credentials-west", namespace: "linkerd-multicluster" },
            type: "mirror.linkerd.io/remote-kubeconfig",
            stringData: secret({ kubeconfig: KUBECONFIG }),
        });
        assert.deepEqual(get("east-to-west-credentials").options, {
            additionalSecretOutputs: ["data", "stringData"],
        });
    });

    it("gives linkerd-destination the same with label and domains, and replaces it", async () => {
        const { get } = await linked();
        const { inputs, options } = get("east-to-west-destination-credentials");
        assert.deepEqual(inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: {
                name: "cluster-credentials-west",
                namespace: "linkerd",
                labels: { "multicluster.linkerd.io/cluster-name": "west" },
                annotations: {
                    "multicluster.linkerd.io/trust-domain": "mesh.example",
                    "multicluster.linkerd.io/cluster-domain": "west.example",
                },
            },
            type: "mirror.linkerd.io/remote-kubeconfig",
            stringData: secret({ kubeconfig: KUBECONFIG }),
        });
        assert.deepEqual(options, {
            deleteBeforeReplace: true,
            replaceOnChanges: ["data", "stringData", "metadata.annotations"],
            additionalSecretOutputs: ["data", "stringData"],
        });
    });

    it("writes the Link that `linkerd multicluster link` writes", async () => {
        const { get } = await linked();
        assert.deepEqual(get("east-to-west-link").inputs, {
            apiVersion: "multicluster.linkerd.io/v1alpha1",
            kind: "Link",
            metadata: { name: "west", namespace: "linkerd-multicluster" },
            spec: {
                targetClusterName: "west",
                targetClusterDomain: "west.example",
                targetClusterLinkerdNamespace: "linkerd",
                clusterCredentialsSecret: "cluster-credentials-west",
                gatewayAddress: "192.0.2.7",
                gatewayPort: "4143",
                gatewayIdentity:
                    "linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.mesh.example",
                probeSpec: { path: "/ready", port: "4191", period: "3s" },
                selector: { matchLabels: { "mirror.linkerd.io/exported": "true" } },
                remoteDiscoverySelector: {
                    matchLabels: { "mirror.linkerd.io/exported": "remote-discovery" },
                },
            },
        });
    });

    it("waits for the source's Link CRD and for the target's token, not for the target's gateway", async () => {
        const { get } = await linked();
        assert.deepEqual(get("east-to-west-link").dependsOn, ["east-multicluster-release"]);
        assert.deepEqual(get("east-to-west-credentials").dependencies, [
            "east-multicluster-namespace",
            "west-access-east-token",
        ]);
    });

    it("restarts the mirror when the token changes, without showing it", async () => {
        const changed = await link(
            {},
            {
                outputs: withOutputs({
                    "west-access-east-token": {
                        data: {
                            token: Buffer.from("another").toString("base64"),
                            "ca.crt": Buffer.from("CA").toString("base64"),
                        },
                    },
                }),
            },
        );
        const [before, after] = [await linked(), changed].map(({ get }) => {
            const { spec } = get("east-to-west-service-mirror-deployment").inputs;
            assert.ok(isMap(spec) && isMap(spec["template"]));
            assert.ok(isMap(spec["template"]["metadata"]));
            const { annotations } = spec["template"]["metadata"];
            assert.ok(isMap(annotations));
            return annotations["linkerd-multicluster/credentials-sha256"];
        });
        assert.equal(before, sha256(KUBECONFIG));
        assert.notEqual(after, before);
        assert.match(String(after), /^[0-9a-f]{64}$/);
    });

    it("knows everything but the credentials in a first preview with a pinned address", async () => {
        const { get } = await link({}, { mode: "preview" });
        const { spec } = get("east-to-west-link").inputs;
        assert.ok(isMap(spec));
        assert.ok(!Object.values(spec).includes(UNKNOWN));
        assert.equal(get("east-to-west-credentials").inputs["stringData"], UNKNOWN);
    });
});

describe("Link of Linkerd 2.19", () => {
    const managed = once(() => link({ version: "edge-25.10.7" }));

    it("is two Secrets, the Link, and an annotation of the controller that the chart makes", async () => {
        const { below } = await managed();
        assert.deepEqual(below("east-to-west"), [
            ["kubernetes:core/v1:Secret", "east-to-west-credentials"],
            ["kubernetes:core/v1:Secret", "east-to-west-destination-credentials"],
            ["kubernetes:multicluster.linkerd.io/v1alpha1:Link", "east-to-west-link"],
            ["kubernetes:apps/v1:DeploymentPatch", "east-to-west-controller"],
        ]);
    });

    it("is the same object, with the name of the version that made it", async () => {
        const [before, after] = [await linked(), await managed()].map(
            ({ get }) => get("east-to-west-link").inputs,
        );
        assert.deepEqual(after, {
            ...before,
            metadata: {
                name: "west",
                namespace: "linkerd-multicluster",
                annotations: { "linkerd.io/created-by": "linkerd/cli edge-25.10.7" },
            },
        });
    });

    it("restarts the controller when the credentials change, after the Secret and the Link", async () => {
        const { get } = await managed();
        const { inputs, dependencies, options } = get("east-to-west-controller");
        assert.deepEqual(inputs, {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "controller-west", namespace: "linkerd-multicluster" },
            spec: {
                template: {
                    metadata: {
                        annotations: {
                            "linkerd-multicluster/credentials-sha256": sha256(KUBECONFIG),
                        },
                    },
                },
            },
        });
        assert.deepEqual(dependencies, [
            "east-multicluster-release",
            "east-to-west-credentials",
            "east-to-west-link",
            "west-access-east-token",
        ]);
        // Without it the controller would restart just before it is removed.
        assert.deepEqual(options, { retainOnDelete: true });
    });

    it("does not look for a controller that the planned release only brings", async () => {
        const outputs: Outputs = (request) => ({
            ...providerOutputs(request),
            ...(request.name === "east-multicluster-release" ? { status: UNKNOWN } : {}),
        });
        const { get } = await link({ version: "edge-25.10.7" }, { mode: "repreview", outputs });
        assert.deepEqual(get("east-to-west-controller").inputs["spec"], {
            template: {
                metadata: {
                    annotations: { "linkerd-multicluster/credentials-sha256": UNKNOWN },
                },
            },
        });
    });
});
