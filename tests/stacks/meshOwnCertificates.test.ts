import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { pair } from "../support/certificates";
import { cluster, twoClusters } from "../support/fixtures";
import { once } from "../support/record";
import { at, recordMesh } from "../support/recordMesh";
import { secret } from "../support/values";

const ANCHOR = pair("root.example");
const NEXT = pair("next.example", { until: "2035-01-01" });
const ISSUER = pair("identity.linkerd.cluster.local", { by: ANCHOR, until: "2030-01-01" });

const own = once(() =>
    recordMesh(() => {
        const { clusters, certificates } = twoClusters();
        const [east = cluster("east"), west = cluster("west")] = clusters;
        const issuer = { certificate: ISSUER.certificate, key: pulumi.secret(ISSUER.key) };
        return twoClusters({
            clusters: [
                { ...east, issuer },
                { ...west, issuer: "external" },
            ],
            certificates: {
                ...certificates,
                trustAnchors: [ANCHOR.certificate, NEXT.certificate],
            },
        });
    }),
);

describe("Mesh with certificates of the site's own", () => {
    it("makes no anchor and no issuer, and its own certificates for webhooks", async () => {
        const { list } = await own();
        const made = list.filter(([type]) => /:pki:|^tls:/.test(type)).map(([, name]) => name);
        assert.deepEqual(
            made.filter((name) => !/^(east|west)-webhooks/.test(name)),
            [],
        );
        assert.equal(made.length, 24);
    });

    it("trusts the anchors in both clusters and shows when the first one ends", async () => {
        const recording = await own();
        const bundle = ANCHOR.certificate + NEXT.certificate;
        for (const name of ["east", "west"]) {
            const release = `${name}-linkerd-release`;
            assert.equal(at(recording, release, "values", "identityTrustAnchorsPEM"), bundle);
            // With externalCA the chart leaves the trust roots to others, and nobody makes them.
            assert.deepEqual(at(recording, release, "values", "identity"), {
                issuer: { scheme: "kubernetes.io/tls" },
            });
        }
        const { trustAnchor, trustAnchorExpiry } = recording.outputs;
        assert.deepEqual([trustAnchor, trustAnchorExpiry], [bundle, "2035-01-01T00:00:00Z"]);
    });

    it("makes the issuer's Secret of what is given, its key a secret", async () => {
        const { get, outputs } = await own();
        assert.deepEqual(
            get("east-linkerd-issuer").inputs["stringData"],
            secret({
                "tls.crt": ISSUER.certificate,
                "tls.key": ISSUER.key,
                "ca.crt": ANCHOR.certificate + NEXT.certificate,
            }),
        );
        const { east } = outputs["clusters"] as Record<string, Record<string, unknown>>;
        assert.equal(east?.["issuerExpiry"], "2030-01-01T00:00:00Z");
    });

    it("neither makes nor shows an issuer that something else keeps", async () => {
        const { list, outputs } = await own();
        assert.deepEqual(
            list.filter(([, name]) => name === "west-linkerd-issuer"),
            [],
        );
        const { west } = outputs["clusters"] as Record<string, object>;
        assert.deepEqual(Object.keys(west ?? {}), ["gatewayAddress", "webhookExpiry"]);
    });
});
