import * as sshpk from "sshpk";

/** How a certificate differs from a CA of ten years. */
export interface CertificateOptions {
    /** @default CA */
    readonly host?: string;
    readonly from?: Date;
    readonly until?: Date;
    readonly curve?: "nistp256" | "nistp384";
}

/** A certificate and its key. */
export interface Pair {
    readonly cert: string;
    readonly key: string;
    readonly subject: sshpk.Identity;
    readonly signer: sshpk.PrivateKey;
}

/** Start and end of what is signed here, unless a test says otherwise. */
export const FROM = new Date("2026-01-01T00:00:00Z");
const UNTIL = new Date("2036-01-01T00:00:00Z");

/** A certificate that `by` signed; itself, where nobody did. */
export function certificate(
    name: string,
    by?: Pair,
    { host, from = FROM, until = UNTIL, curve = "nistp256" }: CertificateOptions = {},
): Pair {
    const signer = sshpk.generatePrivateKey("ecdsa", { curve });
    const subject =
        host === undefined ? sshpk.identityFromDN(`CN=${name}`) : sshpk.identityForHost(host);
    const options = {
        validFrom: from,
        validUntil: until,
        purposes: host === undefined ? ["ca", "signature"] : ["serverAuth", "signature"],
    };
    const made =
        by === undefined
            ? sshpk.createSelfSignedCertificate([subject], signer, options)
            : sshpk.createCertificate([subject], signer, by.subject, by.signer, options);
    return {
        cert: `${made.toString("pem").trim()}\n`,
        key: signer.toString("pkcs8"),
        subject,
        signer,
    };
}

/** A certificate and its key as the data of a Secret. */
export function tlsData({ cert, key }: Pair): Record<string, string> {
    return { "tls.crt": base64(cert), "tls.key": base64(key) };
}

/** Text as Kubernetes keeps it. */
export function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}
