import assert from "node:assert/strict";
import { sha256 } from "../../components/linkerd/remoteKubeconfig";
import { kubeconfigOf, twoClusters } from "../support/fixtures";
import {
    anchorEntries,
    clusterEntries,
    linkEntries,
    CUT_OFF_CHECK,
    MESH,
} from "../support/meshEntries";
import { once } from "../support/record";
import { at, recordMesh } from "../support/recordMesh";
import { secret, UNKNOWN } from "../support/values";

const two = once(() => recordMesh(twoClusters));

describe("Mesh of two clusters", () => {
    it("is an anchor, both clusters and a link in each direction", async () => {
        assert.deepEqual((await two()).list, [
            MESH,
            ...anchorEntries(1),
            ...clusterEntries("east", ["west"]),
            ...clusterEntries("west", ["east"]),
            ...linkEntries("east-to-west"),
            ...linkEntries("west-to-east"),
            CUT_OFF_CHECK,
        ]);
    });

    it("plans all of it already in a first preview", async () => {
        const { list } = await recordMesh(twoClusters, { mode: "preview" });
        assert.deepEqual(list, (await two()).list);
    });

    it("puts anchors, clusters and links side by side under the mesh", async () => {
        const { resources } = await two();
        assert.deepEqual(
            resources.filter(({ parent }) => parent === "mesh").map(({ name }) => name),
            ["trust-anchor-g1", "east", "west", "east-to-west", "west-to-east", "cut-off-check"],
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
                enableSecretMutable: "true",
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
        { name: "east-to-west", source: "east", target: "west", routing: "none" },
        { name: "west-to-east", source: "west", target: "east", routing: "none" },
    ];

    it("shows addresses, expiries, the bundle and the links, none of them secret", async () => {
        const issuerExpiry = "2027-01-01T00:00:00Z";
        const webhookExpiry = "2035-12-30T00:00:00Z";
        const expected = {
            clusters: {
                east: { gatewayAddress: "gateway-ip-of-east", issuerExpiry, webhookExpiry },
                west: { gatewayAddress: "gateway-ip-of-west", issuerExpiry, webhookExpiry },
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
        const { outputs } = await recordMesh(twoClusters, { mode: "preview" });
        assert.deepEqual(outputs, {
            clusters: {
                east: {
                    gatewayAddress: "gateway-ip-of-east",
                    issuerExpiry: UNKNOWN,
                    webhookExpiry: UNKNOWN,
                },
                west: {
                    gatewayAddress: "gateway-ip-of-west",
                    issuerExpiry: UNKNOWN,
                    webhookExpiry: UNKNOWN,
                },
            },
            trustAnchor: UNKNOWN,
            trustAnchorExpiry: UNKNOWN,
            links,
        });
    });
});
