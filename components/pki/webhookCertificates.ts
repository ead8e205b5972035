import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { CA_USES, KEEP_LIFETIME, KEY, SERVER_USES } from "./certificateUses";
import { normalizePem } from "./pem";
import type { Webhook } from "./webhooks";

/** Serving certificate of one webhook. */
export interface WebhookCertificate {
    /** PEM. */
    readonly certPem: pulumi.Output<string>;
    /** PKCS#8 PEM, secret: linkerd-policy-validator (rustls) reads no other form. */
    readonly keyPem: pulumi.Output<string>;
}

/** Arguments of {@link WebhookCertificates}. */
export interface WebhookCertificatesArgs {
    /** Namespace of the control plane; part of the DNS names. */
    readonly namespace: string;
    /**
     * Hours that CA and certificates stay valid; the mesh gives them the anchor's lifetime.
     * @default 87600 (ten years)
     */
    readonly validityHours?: number;
    /**
     * Raise it to get new certificates for the same keys: what the API server was told to trust and
     * what the webhooks serve then fit together at every moment of the change.
     * @default 1
     */
    readonly generation?: number;
}

/**
 * Private CA of one cluster's webhooks and their serving certificates.
 *
 * The charts would generate these at template time: another certificate on each upgrade, a restart
 * of the control plane with it, and an expiry after 365 days that nothing announces.
 */
export class WebhookCertificates extends pulumi.ComponentResource {
    /** The CA's certificate, PEM: `caBundle` of the webhook configurations. */
    public readonly caPem: pulumi.Output<string>;
    /** End of validity of the CA, RFC 3339; the certificates below it end at most seconds later. */
    public readonly expiry: pulumi.Output<string>;
    public readonly certificates: Readonly<Record<Webhook, WebhookCertificate>>;

    constructor(
        name: string,
        args: WebhookCertificatesArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("linkerd-multicluster:pki:WebhookCertificates", name, {}, opts);

        const generation = `g${args.generation ?? 1}`;
        const validityPeriodHours = args.validityHours ?? 87600;
        const caKey = new tls.PrivateKey(`${name}-ca-key`, KEY, { parent: this });
        const ca = new tls.SelfSignedCert(
            `${name}-ca-cert-${generation}`,
            {
                privateKeyPem: caKey.privateKeyPem,
                subject: { commonName: `webhooks.${args.namespace}.svc` },
                isCaCertificate: true,
                setSubjectKeyId: true,
                allowedUses: CA_USES,
                validityPeriodHours,
            },
            { parent: this, ignoreChanges: KEEP_LIFETIME },
        );
        this.caPem = ca.certPem.apply(normalizePem);
        this.expiry = ca.validityEndTime;

        const certificate = (webhook: Webhook): WebhookCertificate => {
            const host = `${webhook}.${args.namespace}.svc`;
            const key = new tls.PrivateKey(`${name}-${webhook}-key`, KEY, { parent: this });
            const request = new tls.CertRequest(
                `${name}-${webhook}-request`,
                {
                    privateKeyPem: key.privateKeyPem,
                    subject: { commonName: host },
                    dnsNames: [host],
                },
                { parent: this },
            );
            const cert = new tls.LocallySignedCert(
                `${name}-${webhook}-cert-${generation}`,
                {
                    certRequestPem: request.certRequestPem,
                    caPrivateKeyPem: caKey.privateKeyPem,
                    caCertPem: ca.certPem,
                    allowedUses: SERVER_USES,
                    validityPeriodHours,
                },
                { parent: this, ignoreChanges: KEEP_LIFETIME },
            );
            return {
                certPem: cert.certPem.apply(normalizePem),
                keyPem: pulumi.secret(key.privateKeyPemPkcs8),
            };
        };
        this.certificates = {
            "linkerd-proxy-injector": certificate("linkerd-proxy-injector"),
            "linkerd-sp-validator": certificate("linkerd-sp-validator"),
            "linkerd-policy-validator": certificate("linkerd-policy-validator"),
        };
        this.registerOutputs({ caPem: this.caPem, expiry: this.expiry });
    }
}
