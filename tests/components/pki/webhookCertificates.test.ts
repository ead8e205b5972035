import assert from "node:assert/strict";
import { WebhookCertificates } from "../../../components/pki/webhookCertificates";
import { WEBHOOKS } from "../../../components/pki/webhooks";
import { once, record } from "../../support/record";
import { secret } from "../../support/values";

function certify(validityHours?: number) {
    return record(() => {
        const { caPem, certificates } = new WebhookCertificates("east", {
            namespace: "linkerd",
            ...(validityHours === undefined ? {} : { validityHours }),
        });
        return { caPem, certificates };
    });
}

const certified = once(() => certify());

function keyPem(name: string) {
    return secret(
        `-----BEGIN EC PRIVATE KEY-----\nSEC1 of ${name}\n-----END EC PRIVATE KEY-----\n\n`,
    );
}

describe("WebhookCertificates", () => {
    it("is a CA and one certificate for each of the three webhooks", async () => {
        const { list } = await certified();
        assert.deepEqual(list, [
            ["linkerd-multicluster:pki:WebhookCertificates", "east"],
            ["tls:index/privateKey:PrivateKey", "east-ca-key"],
            ["tls:index/selfSignedCert:SelfSignedCert", "east-ca-cert-g1"],
            ...[
                "linkerd-proxy-injector",
                "linkerd-sp-validator",
                "linkerd-policy-validator",
            ].flatMap((webhook) => [
                ["tls:index/privateKey:PrivateKey", `east-${webhook}-key`],
                ["tls:index/certRequest:CertRequest", `east-${webhook}-request`],
                ["tls:index/locallySignedCert:LocallySignedCert", `east-${webhook}-cert-g1`],
            ]),
        ]);
    });

    it("has a CA of its own, which signs for ten years", async () => {
        const { get } = await certified();
        assert.deepEqual(get("east-ca-key").inputs, { algorithm: "ECDSA", ecdsaCurve: "P256" });
        assert.deepEqual(get("east-ca-cert-g1").inputs, {
            privateKeyPem: keyPem("east-ca-key"),
            subject: { commonName: "webhooks.linkerd.svc" },
            isCaCertificate: true,
            setSubjectKeyId: true,
            allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
            validityPeriodHours: 87600,
        });
    });

    for (const webhook of WEBHOOKS) {
        it(`certifies the Service name of ${webhook}`, async () => {
            const { get } = await certified();
            assert.deepEqual(get(`east-${webhook}-key`).inputs, {
                algorithm: "ECDSA",
                ecdsaCurve: "P256",
            });
            assert.deepEqual(get(`east-${webhook}-request`).inputs, {
                privateKeyPem: keyPem(`east-${webhook}-key`),
                subject: { commonName: `${webhook}.linkerd.svc` },
                dnsNames: [`${webhook}.linkerd.svc`],
            });
            assert.deepEqual(get(`east-${webhook}-cert-g1`).inputs, {
                certRequestPem: `-----BEGIN CERTIFICATE REQUEST-----\neast-${webhook}-request\n-----END CERTIFICATE REQUEST-----\n\n`,
                caPrivateKeyPem: keyPem("east-ca-key"),
                caCertPem:
                    "-----BEGIN CERTIFICATE-----\neast-ca-cert-g1\n-----END CERTIFICATE-----\n\n",
                allowedUses: ["digital_signature", "key_encipherment", "server_auth"],
                validityPeriodHours: 87600,
            });
        });
    }

    it("hands out PKCS#8 keys, which alone rustls reads, as secrets", async () => {
        const { outputs } = await certified();
        assert.deepEqual(outputs, {
            caPem: "-----BEGIN CERTIFICATE-----\neast-ca-cert-g1\n-----END CERTIFICATE-----\n",
            certificates: Object.fromEntries(
                WEBHOOKS.map((webhook) => [
                    webhook,
                    {
                        certPem: `-----BEGIN CERTIFICATE-----\neast-${webhook}-cert-g1\n-----END CERTIFICATE-----\n`,
                        keyPem: secret(
                            `-----BEGIN PRIVATE KEY-----\nPKCS8 of east-${webhook}-key\n-----END PRIVATE KEY-----\n\n`,
                        ),
                    },
                ]),
            ),
        });
    });

    it("gives CA and certificates the same lifetime", async () => {
        const { resources } = await certify(48);
        assert.deepEqual(
            resources.flatMap(({ inputs }) => inputs["validityPeriodHours"] ?? []),
            [48, 48, 48, 48],
        );
    });
});
