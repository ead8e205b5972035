import * as sshpk from "sshpk";

/** A certificate of its own for localhost, valid whenever this runs. */
export function selfSigned(): { key: string; cert: string } {
    const key = sshpk.generatePrivateKey("ecdsa", { curve: "nistp256" });
    const subject = sshpk.identityForHost("localhost");
    const options = { validFrom: new Date(0), validUntil: new Date("2100-01-01T00:00:00Z") };
    const cert = sshpk.createSelfSignedCertificate([subject], key, options);
    return { key: key.toString("pkcs8"), cert: cert.toString("pem") };
}
