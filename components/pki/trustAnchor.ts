import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { CA_USES, KEEP_LIFETIME, KEY } from "./certificateUses";
import { normalizePem } from "./pem";

/** Arguments of {@link TrustAnchor}. */
export interface TrustAnchorArgs {
    /**
     * Hours that the anchor stays valid. Must outlive every certificate signed by it.
     * @default 87600 (ten years)
     */
    readonly validityHours?: number;
}

/**
 * Root certificate that every cluster of the mesh trusts.
 *
 * Replaces `step certificate create root.linkerd.cluster.local` of guide step 3.1. The key stays in
 * the Pulumi state as a secret, so that a further cluster can join later.
 *
 * `earlyRenewalHours` is not set: the provider would then replace the anchor on an ordinary `up`,
 * and every pod of the mesh would have to restart. Rotation is a further anchor in the bundle.
 */
export class TrustAnchor extends pulumi.ComponentResource {
    /** The certificate, PEM, one newline at its end. */
    public readonly certPem: pulumi.Output<string>;
    /** Its private key, PEM, secret; signs issuers. */
    public readonly keyPem: pulumi.Output<string>;
    /** End of validity, RFC 3339. */
    public readonly expiry: pulumi.Output<string>;

    constructor(name: string, args: TrustAnchorArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("linkerd-multicluster:pki:TrustAnchor", name, {}, opts);

        const key = new tls.PrivateKey(`${name}-key`, KEY, { parent: this });
        const cert = new tls.SelfSignedCert(
            `${name}-cert`,
            {
                privateKeyPem: key.privateKeyPem,
                subject: { commonName: "root.linkerd.cluster.local" },
                isCaCertificate: true,
                setSubjectKeyId: true,
                allowedUses: CA_USES,
                validityPeriodHours: args.validityHours ?? 87600,
            },
            { parent: this, ignoreChanges: KEEP_LIFETIME },
        );

        this.certPem = cert.certPem.apply(normalizePem);
        this.keyPem = pulumi.secret(key.privateKeyPem);
        this.expiry = cert.validityEndTime;
        this.registerOutputs({ certPem: this.certPem, expiry: this.expiry });
    }
}
