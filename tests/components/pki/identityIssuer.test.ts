import assert from "node:assert/strict";
import { IdentityIssuer, type IdentityIssuerArgs } from "../../../components/pki/identityIssuer";
import { TrustAnchor } from "../../../components/pki/trustAnchor";
import { once, record } from "../../support/record";
import { secret } from "../../support/values";

function issue(args: Omit<IdentityIssuerArgs, "trustAnchor"> = {}) {
    return record(() => {
        const trustAnchor = new TrustAnchor("anchor");
        const { certPem, keyPem, expiry } = new IdentityIssuer("east", { trustAnchor, ...args });
        return { certPem, keyPem, expiry };
    });
}

const issued = once(() => issue());

const KEY = "-----BEGIN EC PRIVATE KEY-----\nSEC1 of east-key-g1\n-----END EC PRIVATE KEY-----\n\n";

describe("IdentityIssuer", () => {
    it("is a key, a request and a certificate that the anchor signs", async () => {
        const { below } = await issued();
        assert.deepEqual(below("east"), [
            ["tls:index/privateKey:PrivateKey", "east-key-g1"],
            ["tls:index/certRequest:CertRequest", "east-request-g1"],
            ["tls:index/locallySignedCert:LocallySignedCert", "east-cert-g1"],
        ]);
    });

    it("is a CA for the identities of its cluster, for one year", async () => {
        const { get } = await issued();
        assert.deepEqual(get("east-key-g1").inputs, { algorithm: "ECDSA", ecdsaCurve: "P256" });
        assert.deepEqual(get("east-request-g1").inputs, {
            privateKeyPem: secret(KEY),
            subject: { commonName: "identity.linkerd.cluster.local" },
        });
        assert.deepEqual(get("east-cert-g1").inputs, {
            certRequestPem:
                "-----BEGIN CERTIFICATE REQUEST-----\neast-request-g1\n-----END CERTIFICATE REQUEST-----\n\n",
            caPrivateKeyPem: secret(
                "-----BEGIN EC PRIVATE KEY-----\nSEC1 of anchor-key\n-----END EC PRIVATE KEY-----\n\n",
            ),
            caCertPem: "-----BEGIN CERTIFICATE-----\nanchor-cert\n-----END CERTIFICATE-----\n",
            isCaCertificate: true,
            maxPathLength: 0,
            setSubjectKeyId: true,
            allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
            validityPeriodHours: 8760,
        });
    });

    it("leaves an issuer in use alone where its lifetime or path length is another now", async () => {
        const { get } = await issued();
        assert.deepEqual(get("east-cert-g1").options.ignoreChanges, [
            "validityPeriodHours",
            "maxPathLength",
        ]);
    });

    it("shows certificate and expiry, and keeps the key secret", async () => {
        const { outputs, get } = await issued();
        const certPem = "-----BEGIN CERTIFICATE-----\neast-cert-g1\n-----END CERTIFICATE-----\n";
        const expiry = "2027-01-01T00:00:00Z";
        assert.deepEqual(outputs, { certPem, keyPem: secret(KEY), expiry });
        assert.deepEqual(get("east").outputs, { certPem, expiry });
        assert.deepEqual(get("east").inputs, {});
    });

    it("takes the cluster's domain and another lifetime", async () => {
        const { get } = await issue({ clusterDomain: "east.example", validityHours: 24 });
        assert.deepEqual(get("east-request-g1").inputs["subject"], {
            commonName: "identity.linkerd.east.example",
        });
        assert.equal(get("east-cert-g1").inputs["validityPeriodHours"], 24);
    });

    it("has another key, request and certificate in each generation", async () => {
        const { below } = await issue({ generation: 2 });
        assert.deepEqual(below("east"), [
            ["tls:index/privateKey:PrivateKey", "east-key-g2"],
            ["tls:index/certRequest:CertRequest", "east-request-g2"],
            ["tls:index/locallySignedCert:LocallySignedCert", "east-cert-g2"],
        ]);
    });
});
