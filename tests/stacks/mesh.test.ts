import assert from "node:assert/strict";
import { sha256 } from "../../components/linkerd/remoteKubeconfig";
import { WEBHOOKS } from "../../components/pki/webhookCertificates";
import type { MeshConfig } from "../../stacks/config.schema";
import { Mesh } from "../../stacks/mesh";
import { cluster, kubeconfigOf, meshConfig, threeClusters, twoClusters } from "../support/fixtures";
import { withOutputs } from "../support/outputs";
import { once, record, type Recording, type RecordOptions } from "../support/record";
import { isMap, reveal, secret, UNKNOWN } from "../support/values";

/** `configure` runs inside: the secrets of a configuration belong to the running program. */
function run(configure: () => MeshConfig, options?: RecordOptions) {
    return record(() => {
        const { clusters, trustAnchor, trustAnchorExpiry, links } = new Mesh("mesh", configure());
        return { clusters, trustAnchor, trustAnchorExpiry, links };
    }, options);
}

const two = once(() => run(twoClusters));
const three = once(() => run(threeClusters));

type Entry = readonly [type: string, name: string];

function anchorEntries(generation: number): Entry[] {
    const name = `trust-anchor-g${String(generation)}`;
    return [
        ["linkerd-multicluster:pki:TrustAnchor", name],
        ["tls:index/privateKey:PrivateKey", `${name}-key`],
        ["tls:index/selfSignedCert:SelfSignedCert", `${name}-cert`],
    ];
}

function clusterEntries(name: string, peers: readonly string[], readsGateway = false): Entry[] {
    return [
        ["linkerd-multicluster:stacks:Cluster", name],
        ["pulumi:providers:kubernetes", `${name}-kubernetes`],
        ["linkerd-multicluster:pki:IdentityIssuer", `${name}-issuer`],
        ["tls:index/privateKey:PrivateKey", `${name}-issuer-key-g1`],
        ["tls:index/certRequest:CertRequest", `${name}-issuer-request-g1`],
        ["tls:index/locallySignedCert:LocallySignedCert", `${name}-issuer-cert-g1`],
        ["linkerd-multicluster:pki:WebhookCertificates", `${name}-webhooks`],
        ["tls:index/privateKey:PrivateKey", `${name}-webhooks-ca-key`],
        ["tls:index/selfSignedCert:SelfSignedCert", `${name}-webhooks-ca-cert`],
        ...WEBHOOKS.flatMap((webhook): Entry[] => [
            ["tls:index/privateKey:PrivateKey", `${name}-webhooks-${webhook}-key`],
            ["tls:index/certRequest:CertRequest", `${name}-webhooks-${webhook}-request`],
            ["tls:index/locallySignedCert:LocallySignedCert", `${name}-webhooks-${webhook}-cert`],
        ]),
        ["linkerd-multicluster:linkerd:ControlPlane", `${name}-linkerd`],
        ["kubernetes:core/v1:Namespace", `${name}-linkerd-namespace`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-issuer`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-linkerd-proxy-injector`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-linkerd-sp-validator`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-linkerd-policy-validator`],
        ["kubernetes:helm.sh/v3:Release", `${name}-linkerd-crds`],
        ["kubernetes:helm.sh/v3:Release", `${name}-linkerd-release`],
        ["linkerd-multicluster:linkerd:Multicluster", `${name}-multicluster`],
        ["kubernetes:core/v1:Namespace", `${name}-multicluster-namespace`],
        ["kubernetes:helm.sh/v3:Release", `${name}-multicluster-release`],
        ...(readsGateway
            ? [["kubernetes:core/v1:Service", `${name}-multicluster-gateway`] as const]
            : []),
        ...peers.flatMap((peer): Entry[] => {
            const access = `${name}-access-${peer}`;
            return [
                ["linkerd-multicluster:linkerd:RemoteAccess", access],
                ["kubernetes:core/v1:ServiceAccount", `${access}-account`],
                ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", `${access}-role`],
                ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", `${access}-binding`],
                ["kubernetes:core/v1:Secret", `${access}-token`],
            ];
        }),
    ];
}

function linkEntries(link: string): Entry[] {
    const mirror = `${link}-service-mirror`;
    const rbac = "kubernetes:rbac.authorization.k8s.io/v1";
    return [
        ["linkerd-multicluster:linkerd:Link", link],
        ["kubernetes:core/v1:Secret", `${link}-credentials`],
        ["kubernetes:core/v1:Secret", `${link}-destination-credentials`],
        ["kubernetes:multicluster.linkerd.io/v1alpha1:Link", `${link}-link`],
        ["linkerd-multicluster:linkerd:ServiceMirror", mirror],
        ["kubernetes:core/v1:ServiceAccount", `${mirror}-account`],
        [`${rbac}:ClusterRole`, `${mirror}-local-role`],
        [`${rbac}:ClusterRoleBinding`, `${mirror}-local-binding`],
        [`${rbac}:Role`, `${mirror}-credentials-role`],
        [`${rbac}:RoleBinding`, `${mirror}-credentials-binding`],
        ["kubernetes:core/v1:Service", `${mirror}-probe`],
        ["pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup", `${mirror}-cleanup`],
        ["kubernetes:apps/v1:Deployment", `${mirror}-deployment`],
    ];
}

const MESH: Entry = ["linkerd-multicluster:stacks:Mesh", "mesh"];

/** The value under these keys, through secrets. */
function at({ get }: Recording, name: string, ...path: readonly string[]): unknown {
    return path.reduce(
        (value: unknown, key) => {
            assert.ok(isMap(value), `${name}: no map above ${key}`);
            return value[key];
        },
        reveal(get(name).inputs),
    );
}

describe("Mesh of two clusters", () => {
    it("is an anchor, both clusters and a link in each direction", async () => {
        assert.deepEqual((await two()).list, [
            MESH,
            ...anchorEntries(1),
            ...clusterEntries("east", ["west"]),
            ...clusterEntries("west", ["east"]),
            ...linkEntries("east-to-west"),
            ...linkEntries("west-to-east"),
        ]);
    });

    it("plans all of it already in a first preview", async () => {
        const { list } = await run(twoClusters, { mode: "preview" });
        assert.deepEqual(list, (await two()).list);
    });

    it("puts anchors, clusters and links side by side under the mesh", async () => {
        const { resources } = await two();
        assert.deepEqual(
            resources.filter(({ parent }) => parent === "mesh").map(({ name }) => name),
            ["trust-anchor-g1", "east", "west", "east-to-west", "west-to-east"],
        );
    });

    it("has URNs that name every parent's type: a change of them replaces a live mesh", async () => {
        const { get } = await two();
        const prefix = "urn:pulumi:test::linkerd-multicluster::linkerd-multicluster:stacks:Mesh$";
        assert.equal(
            get("east-linkerd-release").urn,
            `${prefix}linkerd-multicluster:stacks:Cluster$linkerd-multicluster:linkerd:ControlPlane$kubernetes:helm.sh/v3:Release::east-linkerd-release`,
        );
        assert.equal(
            get("east-to-west-service-mirror-deployment").urn,
            `${prefix}linkerd-multicluster:linkerd:Link$linkerd-multicluster:linkerd:ServiceMirror$kubernetes:apps/v1:Deployment::east-to-west-service-mirror-deployment`,
        );
        assert.equal(
            get("trust-anchor-g1-key").urn,
            `${prefix}linkerd-multicluster:pki:TrustAnchor$tls:index/privateKey:PrivateKey::trust-anchor-g1-key`,
        );
    });

    for (const name of ["east", "west"]) {
        it(`reaches ${name} with its own kubeconfig, as a secret, under a stable identity`, async () => {
            const { get } = await two();
            assert.deepEqual(get(`${name}-kubernetes`).inputs, {
                kubeconfig: secret(kubeconfigOf(name)),
                context: `${name}-admin@${name}`,
                clusterIdentifier: name,
            });
        });
    }

    it("gives each link the target's address and URL and the source's account", async () => {
        const recording = await two();
        assert.equal(
            at(recording, "east-to-west-link", "spec", "gatewayAddress"),
            "gateway-ip-of-west",
        );
        const kubeconfig = at(recording, "east-to-west-credentials", "stringData", "kubeconfig");
        const { clusters, users } = JSON.parse(String(kubeconfig)) as Record<string, unknown>;
        assert.deepEqual(clusters, [
            {
                name: "west",
                cluster: {
                    server: "https://west.example:6443",
                    "certificate-authority-data": Buffer.from(
                        "-----BEGIN CERTIFICATE-----\nAPI server of west-access-east-token\n-----END CERTIFICATE-----\n\n",
                    ).toString("base64"),
                },
            },
        ]);
        assert.deepEqual(users, [
            {
                name: "linkerd-service-mirror-remote-access-east",
                user: { token: "token of west-access-east-token" },
            },
        ]);
    });

    it("cleans up in the source, with the source's kubeconfig", async () => {
        const recording = await two();
        assert.equal(
            at(recording, "east-to-west-service-mirror-cleanup", "kubeconfig"),
            kubeconfigOf("east"),
        );
    });

    it("restarts gateway and mirrors when the bundle of anchors changes", async () => {
        const recording = await two();
        const hash = sha256(
            "-----BEGIN CERTIFICATE-----\ntrust-anchor-g1-cert\n-----END CERTIFICATE-----\n",
        );
        const key = "linkerd-multicluster/trust-anchors-sha256";
        const gateway = ["values", "gateway", "deploymentAnnotations", key];
        const pods = ["spec", "template", "metadata", "annotations", key];
        assert.equal(at(recording, "east-multicluster-release", ...gateway), hash);
        assert.equal(at(recording, "east-to-west-service-mirror-deployment", ...pods), hash);
    });

    const links = [
        { name: "east-to-west", source: "east", target: "west" },
        { name: "west-to-east", source: "west", target: "east" },
    ];

    it("shows addresses, expiries, the bundle and the links, none of them secret", async () => {
        const issuerExpiry = "2027-01-01T00:00:00Z";
        const expected = {
            clusters: {
                east: { gatewayAddress: "gateway-ip-of-east", issuerExpiry },
                west: { gatewayAddress: "gateway-ip-of-west", issuerExpiry },
            },
            trustAnchor:
                "-----BEGIN CERTIFICATE-----\ntrust-anchor-g1-cert\n-----END CERTIFICATE-----\n",
            trustAnchorExpiry: "2035-12-30T00:00:00Z",
            links,
        };
        const { outputs, get } = await two();
        assert.deepEqual(outputs, expected);
        assert.deepEqual(get("mesh").outputs, expected);
    });

    it("shows pinned addresses and the links already in a first preview", async () => {
        const { outputs } = await run(twoClusters, { mode: "preview" });
        assert.deepEqual(outputs, {
            clusters: {
                east: { gatewayAddress: "gateway-ip-of-east", issuerExpiry: UNKNOWN },
                west: { gatewayAddress: "gateway-ip-of-west", issuerExpiry: UNKNOWN },
            },
            trustAnchor: UNKNOWN,
            trustAnchorExpiry: UNKNOWN,
            links,
        });
    });
});

describe("Mesh of three clusters", () => {
    it("links every two of them, with one account per peer", async () => {
        assert.deepEqual((await three()).list, [
            MESH,
            ...anchorEntries(1),
            ...clusterEntries("east", ["west", "west-2"]),
            ...clusterEntries("west", ["east", "west-2"]),
            ...clusterEntries("west-2", ["east", "west"], true),
            ...linkEntries("east-to-west"),
            ...linkEntries("east-to-west-2"),
            ...linkEntries("west-to-east"),
            ...linkEntries("west-to-west-2"),
            ...linkEntries("west-2-to-east"),
            ...linkEntries("west-2-to-west"),
        ]);
    });

    it("writes an address that was read into both Links to that cluster", async () => {
        const recording = await three();
        for (const link of ["east-to-west-2", "west-to-west-2"]) {
            assert.equal(
                at(recording, `${link}-link`, "spec", "gatewayAddress"),
                "gateway.west-2-kubernetes.example",
            );
        }
        const { clusters } = recording.outputs;
        assert.ok(isMap(clusters) && isMap(clusters["west-2"]));
        assert.equal(clusters["west-2"]["gatewayAddress"], "gateway.west-2-kubernetes.example");
    });

    it("knows that address only after the update, and plans the Links all the same", async () => {
        const preview = await run(threeClusters, { mode: "preview" });
        assert.equal(at(preview, "east-to-west-2-link", "spec", "gatewayAddress"), UNKNOWN);
        assert.deepEqual(preview.list, (await three()).list);
    });

    it("names the domain of the cluster that each thing is about", async () => {
        const recording = await three();
        const identity =
            "linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.west.example";
        assert.equal(at(recording, "east-to-west-2-link", "spec", "gatewayIdentity"), identity);
        assert.equal(
            at(recording, "east-to-west-2-link", "spec", "targetClusterDomain"),
            "west.example",
        );
        assert.equal(
            at(recording, "west-2-to-east-link", "spec", "targetClusterDomain"),
            "cluster.local",
        );
        assert.equal(
            at(recording, "west-2-linkerd-release", "values", "clusterDomain"),
            "west.example",
        );
        assert.equal(
            at(recording, "west-2-multicluster-release", "values", "identityTrustDomain"),
            "west.example",
        );
        assert.equal(
            at(recording, "west-2-issuer-request-g1", "subject", "commonName"),
            "identity.linkerd.west.example",
        );
    });
});

describe("Mesh with links in one direction", () => {
    const oneWay = once(() =>
        run(() =>
            threeClusters({
                links: [
                    { source: "west-2", target: "east" },
                    { source: "west-2", target: "west" },
                ],
            }),
        ),
    );

    it("makes accounts in the targets and mirrors in the source, and nothing else", async () => {
        assert.deepEqual((await oneWay()).list, [
            MESH,
            ...anchorEntries(1),
            ...clusterEntries("east", ["west-2"]),
            ...clusterEntries("west", ["west-2"]),
            ...clusterEntries("west-2", [], true),
            ...linkEntries("west-2-to-east"),
            ...linkEntries("west-2-to-west"),
        ]);
    });

    it("shows these links", async () => {
        assert.deepEqual((await oneWay()).outputs["links"], [
            { name: "west-2-to-east", source: "west-2", target: "east" },
            { name: "west-2-to-west", source: "west-2", target: "west" },
        ]);
    });
});

describe("Mesh with several generations of certificates", () => {
    function rotate(signingTrustAnchor: number, trustAnchorGenerations = [1, 2]) {
        const { certificates } = twoClusters();
        return () =>
            twoClusters({
                certificates: { ...certificates, trustAnchorGenerations, signingTrustAnchor },
            });
    }

    function certificate(generation: number) {
        return `-----BEGIN CERTIFICATE-----\ntrust-anchor-g${String(generation)}-cert\n-----END CERTIFICATE-----\n`;
    }

    for (const signing of [1, 2]) {
        it(`trusts anchors 1 and 2 while ${String(signing)} signs`, async () => {
            const recording = await run(rotate(signing));
            assert.deepEqual(recording.list.slice(1, 7), [
                ...anchorEntries(1),
                ...anchorEntries(2),
            ]);
            for (const name of ["east", "west"]) {
                assert.equal(
                    at(recording, `${name}-linkerd-release`, "values", "identityTrustAnchorsPEM"),
                    certificate(1) + certificate(2),
                );
                assert.equal(
                    at(recording, `${name}-linkerd-issuer`, "stringData", "ca.crt"),
                    certificate(1) + certificate(2),
                );
                assert.equal(
                    at(recording, `${name}-issuer-cert-g1`, "caCertPem"),
                    certificate(signing),
                );
                assert.match(
                    String(at(recording, `${name}-issuer-cert-g1`, "caPrivateKeyPem")),
                    new RegExp(`^SEC1 of trust-anchor-g${String(signing)}-key$`, "m"),
                );
            }
        });
    }

    it("keeps the second anchor's resources when the first one goes", async () => {
        const both = await run(rotate(2));
        const last = await run(rotate(2, [2]));
        for (const part of ["", "-key", "-cert"]) {
            const name = `trust-anchor-g2${part}`;
            assert.deepEqual(last.get(name), both.get(name));
        }
        assert.equal(last.outputs["trustAnchor"], certificate(2));
    });

    it("shows the earliest expiry, also across time zones", async () => {
        // As text, the first one is the earlier one; as a time, the second one is.
        const expiry = "2036-01-01T00:30:00+09:00";
        const outputs = withOutputs({
            "trust-anchor-g1-cert": { validityEndTime: "2035-12-31T23:00:00Z" },
            "trust-anchor-g2-cert": { validityEndTime: expiry },
        });
        const recording = await run(rotate(1), { outputs });
        assert.equal(recording.outputs["trustAnchorExpiry"], expiry);
    });

    it("makes new issuers beside the same anchor", async () => {
        const { certificates } = twoClusters();
        const recording = await run(() =>
            twoClusters({ certificates: { ...certificates, issuerGeneration: 2 } }),
        );
        const before = await two();
        assert.deepEqual(
            recording.list,
            before.list.map(([type, name]) => [type, name.replace(/(?<=-issuer-.*)-g1$/, "-g2")]),
        );
        assert.equal(
            at(recording, "east-linkerd-issuer", "stringData", "tls.crt"),
            "-----BEGIN CERTIFICATE-----\neast-issuer-cert-g2\n-----END CERTIFICATE-----\n",
        );
    });

    it("gives anchors and webhooks one lifetime and issuers another", async () => {
        const certificates = {
            ...twoClusters().certificates,
            trustAnchorHours: 48,
            issuerHours: 24,
        };
        const recording = await run(() => twoClusters({ certificates }));
        const hours = (name: string) => at(recording, name, "validityPeriodHours");
        assert.equal(hours("trust-anchor-g1-cert"), 48);
        assert.equal(hours("east-webhooks-ca-cert"), 48);
        assert.equal(hours("east-webhooks-linkerd-sp-validator-cert"), 48);
        assert.equal(hours("east-issuer-cert-g1"), 24);
    });
});

describe("Mesh with other settings", () => {
    it("hands them to every cluster and link", async () => {
        const recording = await run(() =>
            twoClusters({
                charts: {
                    ...twoClusters().charts,
                    repository: "http://127.0.0.1:8080",
                    values: {
                        crds: { a: 1 },
                        controlPlane: { b: 2 },
                        multicluster: { c: 3 },
                    },
                },
                images: {
                    registry: "registry.example/l5d",
                    pause: "registry.example/pause:1",
                    pullSecrets: ["registry"],
                },
                highAvailability: true,
                heartbeatSchedule: "7 3 * * *",
                releaseTimeoutSeconds: 90,
            }),
        );
        for (const name of ["east", "west"]) {
            for (const release of ["linkerd-crds", "linkerd-release", "multicluster-release"]) {
                const path = `${name}-${release}`;
                assert.deepEqual(at(recording, path, "repositoryOpts"), {
                    repo: "http://127.0.0.1:8080",
                });
                assert.equal(at(recording, path, "timeout"), 90);
            }
            const controlPlane = `${name}-linkerd-release`;
            assert.equal(at(recording, `${name}-linkerd-crds`, "values", "a"), 1);
            assert.equal(at(recording, controlPlane, "values", "b"), 2);
            assert.equal(at(recording, controlPlane, "values", "highAvailability"), true);
            assert.equal(at(recording, controlPlane, "values", "heartbeatSchedule"), "7 3 * * *");
            assert.equal(
                at(recording, controlPlane, "values", "controllerImage"),
                "registry.example/l5d/controller",
            );
            const extension = `${name}-multicluster-release`;
            assert.equal(at(recording, extension, "values", "c"), 3);
            assert.equal(at(recording, extension, "values", "enablePodAntiAffinity"), true);
            assert.equal(
                at(recording, extension, "values", "gateway", "pauseImage"),
                "registry.example/pause:1",
            );
        }
        const mirror = "east-to-west-service-mirror";
        assert.equal(at(recording, `${mirror}-deployment`, "spec", "replicas"), 3);
        assert.deepEqual(at(recording, `${mirror}-account`, "imagePullSecrets"), [
            { name: "registry" },
        ]);
        assert.deepEqual(at(recording, "west-access-east-account", "imagePullSecrets"), [
            { name: "registry" },
        ]);
        assert.match(
            JSON.stringify(at(recording, `${mirror}-deployment`, "spec")),
            /"image":"registry\.example\/l5d\/controller:stable-2\.14\.10"/,
        );
    });

    it("lets webhooks fail closed", async () => {
        const recording = await run(() => twoClusters({ webhookFailurePolicy: "Fail" }));
        assert.equal(
            at(recording, "west-linkerd-release", "values", "webhookFailurePolicy"),
            "Fail",
        );
    });

    it("leaves out the Gateway API in the cluster that has it, and only there", async () => {
        const recording = await run(() =>
            meshConfig([cluster("east", { gatewayApiCrds: false }), cluster("west")]),
        );
        assert.equal(at(recording, "east-linkerd-crds", "values", "enableHttpRoutes"), false);
        assert.equal(at(recording, "west-linkerd-crds", "values", "enableHttpRoutes"), true);
    });

    it("fails when a gateway that is to be read has no address", async () => {
        const outputs = withOutputs({ "west-2-multicluster-gateway": { status: {} } });
        await assert.rejects(run(threeClusters, { outputs }), {
            message:
                /west-2-multicluster: Service linkerd-multicluster\/linkerd-gateway has no load/,
        });
    });
});
