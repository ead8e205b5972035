import assert from "node:assert/strict";
import { twoClusters } from "../support/fixtures";
import { anchorEntries } from "../support/meshEntries";
import { withOutputs } from "../support/outputs";
import { once } from "../support/record";
import { at, recordMesh } from "../support/recordMesh";

const two = once(() => recordMesh(twoClusters));

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
            const recording = await recordMesh(rotate(signing));
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
                // Another certificate for the same key.
                assert.equal(
                    at(recording, `${name}-linkerd-linkerd-sp-validator`, "stringData", "tls.crt"),
                    `-----BEGIN CERTIFICATE-----\n${name}-webhooks-linkerd-sp-validator-cert-g${String(signing)}\n-----END CERTIFICATE-----\n`,
                );
                assert.match(
                    String(at(recording, `${name}-issuer-cert-g1`, "caPrivateKeyPem")),
                    new RegExp(`^SEC1 of trust-anchor-g${String(signing)}-key$`, "m"),
                );
            }
        });
    }

    it("keeps the second anchor's resources when the first one goes", async () => {
        const both = await recordMesh(rotate(2));
        const last = await recordMesh(rotate(2, [2]));
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
        const recording = await recordMesh(rotate(1), { outputs });
        assert.equal(recording.outputs["trustAnchorExpiry"], expiry);
    });

    it("makes new issuers beside the same anchor", async () => {
        const { certificates } = twoClusters();
        const recording = await recordMesh(() =>
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
        const recording = await recordMesh(() => twoClusters({ certificates }));
        const hours = (name: string) => at(recording, name, "validityPeriodHours");
        assert.equal(hours("trust-anchor-g1-cert"), 48);
        assert.equal(hours("east-webhooks-ca-cert-g1"), 48);
        assert.equal(hours("east-webhooks-linkerd-sp-validator-cert-g1"), 48);
        assert.equal(hours("east-issuer-cert-g1"), 24);
    });
});
