import assert from "node:assert/strict";
import { rotate } from "../../../operations/remedies/remedy";
import { credentialsStep, issuerStep, webhooksStep } from "../../../operations/rotate/oneStep";
import { change, LinkedMesh } from "../support/linkedMesh";

const { config } = new LinkedMesh();
const CERTIFICATES = { ...config.certificates, trustAnchors: ["PEM"] };

describe("issuerStep", () => {
    it("raises the generation that every cluster has", () => {
        const names = new Set(["cluster1-issuer-cert-g1", "cluster2-issuer-cert-g1"]);
        assert.deepEqual(issuerStep(config, names), {
            settings: [{ path: ["issuerGeneration"], value: "2" }],
            why: "issuer generation 2 is made for cluster1, cluster2",
        });
    });

    it("goes on with one that was written and not applied everywhere", () => {
        const certificates = { ...config.certificates, issuerGeneration: 2 };
        const names = new Set(["cluster1-issuer-cert-g2", "cluster2-issuer-cert-g1"]);
        assert.deepEqual(issuerStep({ ...config, certificates }, names), {
            settings: [],
            why: "issuer generation 2 is made for cluster1, cluster2",
        });
    });

    it("refuses issuers of the site's own", () => {
        assert.deepEqual(issuerStep({ ...config, certificates: CERTIFICATES }, new Set()), {
            refusal:
                "The issuers are of your own. docs/configuration.md says how they are exchanged.",
        });
    });
});

describe("webhooksStep", () => {
    it("leaves the webhooks of generated anchors to the rotation of these", () => {
        assert.deepEqual(webhooksStep(config, new Set()), {
            refusal: "The certificates of the webhooks come with another trust anchor. Run",
            instead: [rotate("anchor")],
        });
    });

    it("raises the generation beside anchors of the site's own, once", () => {
        const own = { ...config, certificates: CERTIFICATES };
        const names = new Set(["cluster1-webhooks-ca-cert-g1", "cluster2-webhooks-ca-cert-g1"]);
        assert.deepEqual(webhooksStep(own, names), {
            settings: [
                { path: ["trustAnchorGenerations", 0], value: "2" },
                { path: ["signingTrustAnchor"], value: "2" },
            ],
            why: "generation 2 of the webhooks' certificates is made",
        });
        assert.deepEqual(webhooksStep(own, new Set()), {
            settings: [],
            why: "generation 1 of the webhooks' certificates is made",
        });
    });
});

describe("credentialsStep", () => {
    it("raises the generation of every cluster that reads another, or of one", () => {
        const view = new LinkedMesh().view();
        assert.deepEqual(credentialsStep(view, undefined), {
            settings: [
                { path: ["clusters", 0, "accessGeneration"], value: "2" },
                { path: ["clusters", 1, "accessGeneration"], value: "2" },
            ],
            why: "credentials are made anew with which cluster1, cluster2 read other clusters",
        });
        assert.deepEqual(credentialsStep(view, "cluster2"), {
            settings: [{ path: ["clusters", 1, "accessGeneration"], value: "2" }],
            why: "credentials are made anew with which cluster2 reads other clusters",
        });
    });

    it("goes on with what was written and not applied", () => {
        const mesh = new LinkedMesh();
        const [, cluster2] = mesh.config.clusters;
        change(cluster2, { accessGeneration: 2 });
        assert.deepEqual(credentialsStep(mesh.view(), undefined), {
            settings: [],
            why: "credentials are made anew with which cluster2 read other clusters",
        });
    });

    it("counts links to other stacks, by what the last update took from these", () => {
        const mesh = new LinkedMesh();
        change(mesh.config, { peerLinks: [{ source: "cluster1", target: "west" }] });
        const step = (generation: number) =>
            credentialsStep(
                {
                    ...mesh.view(),
                    config: { ...mesh.config, links: [] },
                    outputs: {
                        clusters: {},
                        forPeers: { clusters: { cluster1: { reads: { west: generation } } } },
                    },
                },
                undefined,
            );
        const why = "credentials are made anew with which cluster1 reads other clusters";
        assert.deepEqual(step(1), {
            settings: [{ path: ["clusters", 0, "accessGeneration"], value: "2" }],
            why,
        });
        change(mesh.config.clusters[0], { accessGeneration: 2 });
        assert.deepEqual(step(1), { settings: [], why });
    });

    it("refuses a cluster that is none, and one that reads no other", () => {
        const view = new LinkedMesh().view();
        assert.deepEqual(credentialsStep(view, "west"), {
            refusal: 'There is no cluster "west": write one of cluster1, cluster2.',
        });
        const alone = { ...view, config: { ...view.config, links: [] } };
        assert.deepEqual(credentialsStep(alone, "cluster1"), {
            refusal: "cluster1 has no link to a peer.",
        });
    });
});
