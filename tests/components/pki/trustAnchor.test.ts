import assert from "node:assert/strict";
import { TrustAnchor } from "../../../components/pki/trustAnchor";
import { record } from "../../support/record";
import { secret, UNKNOWN } from "../../support/values";

describe("TrustAnchor", () => {
    it("is one key and one certificate that it signs itself", async () => {
        const { list } = await record(() => new TrustAnchor("anchor"));
        assert.deepEqual(list, [
            ["linkerd-multicluster:pki:TrustAnchor", "anchor"],
            ["tls:index/privateKey:PrivateKey", "anchor-key"],
            ["tls:index/selfSignedCert:SelfSignedCert", "anchor-cert"],
        ]);
    });

    it("is a CA without extended key usage, valid for ten years, with a P-256 key", async () => {
        const { get } = await record(() => new TrustAnchor("anchor"));
        assert.deepEqual(get("anchor-key").inputs, { algorithm: "ECDSA", ecdsaCurve: "P256" });
        assert.deepEqual(get("anchor-cert").inputs, {
            privateKeyPem: secret(
                "-----BEGIN EC PRIVATE KEY-----\nSEC1 of anchor-key\n-----END EC PRIVATE KEY-----\n\n",
            ),
            subject: { commonName: "root.linkerd.cluster.local" },
            isCaCertificate: true,
            setSubjectKeyId: true,
            allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
            validityPeriodHours: 87600,
        });
    });

    it("takes another lifetime", async () => {
        const { get } = await record(() => new TrustAnchor("anchor", { validityHours: 48 }));
        assert.equal(get("anchor-cert").inputs["validityPeriodHours"], 48);
    });

    it("shows certificate and expiry, and keeps the key secret", async () => {
        const { outputs, get } = await record(() => {
            const { certPem, keyPem, expiry } = new TrustAnchor("anchor", { validityHours: 48 });
            return { certPem, keyPem, expiry };
        });
        const certPem = "-----BEGIN CERTIFICATE-----\nanchor-cert\n-----END CERTIFICATE-----\n";
        assert.deepEqual(outputs, {
            certPem,
            keyPem: get("anchor-cert").inputs["privateKeyPem"],
            expiry: "2026-01-03T00:00:00Z",
        });
        assert.deepEqual(get("anchor").outputs, { certPem, expiry: "2026-01-03T00:00:00Z" });
        assert.deepEqual(get("anchor").inputs, {});
    });

    it("knows nothing of its contents in a first preview", async () => {
        const { get } = await record(() => new TrustAnchor("anchor"), { mode: "preview" });
        assert.deepEqual(get("anchor").outputs, { certPem: UNKNOWN, expiry: UNKNOWN });
    });
});
