import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { CA_USES, KEEP_ISSUER, KEY } from "./certificateUses";
import { normalizePem } from "./pem";
import type { TrustAnchor } from "./trustAnchor";

/** Arguments of {@link IdentityIssuer}. */
export interface IdentityIssuerArgs {
    /** Anchor that signs the issuer. */
    readonly trustAnchor: TrustAnchor;
    /**
     * DNS domain of the cluster; the common name is `identity.linkerd.<clusterDomain>`.
     * @default "cluster.local"
     */
    readonly clusterDomain?: string;
    /**
     * Hours that the issuer stays valid.
     * @default 8760 (one year)
     */
    readonly validityHours?: number;
    /**
     * Raise it to get a new key and certificate on the next `up`; linkerd-identity loads them
     * without a restart.
     * @default 1
     */
    readonly generation?: number;
}

/**
 * Intermediate CA with which linkerd-identity of one cluster signs the certificates of its proxies.
 *
 * Replaces `step certificate create identity.linkerd.cluster.local --profile intermediate-ca` of
 * guide step 3.1. The guide gives both clusters the same key; here each cluster has its own, so
 * that one can be replaced alone. Every proxy of the mesh trusts each of them: a stolen key mints
 * identities of any cluster until the issuer ends or its anchor leaves the bundle.
 */
export class IdentityIssuer extends pulumi.ComponentResource {
    /** The certificate, PEM, one newline at its end. */
    public readonly certPem: pulumi.Output<string>;
    /** Its private key, PEM, secret. */
    public readonly keyPem: pulumi.Output<string>;
    /** End of validity, RFC 3339. */
    public readonly expiry: pulumi.Output<string>;

    constructor(name: string, args: IdentityIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:pki:IdentityIssuer", name, {}, opts);

        const generation = `g${args.generation ?? 1}`;
        const key = new tls.PrivateKey(`${name}-key-${generation}`, KEY, { parent: this });
        const request = new tls.CertRequest(
            `${name}-request-${generation}`,
            {
                privateKeyPem: key.privateKeyPem,
                subject: {
                    commonName: `identity.linkerd.${args.clusterDomain ?? "cluster.local"}`,
                },
            },
            { parent: this },
        );
        const cert = new tls.LocallySignedCert(
            `${name}-cert-${generation}`,
            {
                certRequestPem: request.certRequestPem,
                caPrivateKeyPem: args.trustAnchor.keyPem,
                caCertPem: args.trustAnchor.certPem,
                isCaCertificate: true,
                maxPathLength: 0,
                setSubjectKeyId: true,
                allowedUses: CA_USES,
                validityPeriodHours: args.validityHours ?? 8760,
            },
            { parent: this, ignoreChanges: KEEP_ISSUER },
        );

        this.certPem = cert.certPem.apply(normalizePem);
        this.keyPem = pulumi.secret(key.privateKeyPem);
        this.expiry = cert.validityEndTime;
        this.registerOutputs({ certPem: this.certPem, expiry: this.expiry });
    }
}
