import type { KeyObject, X509Certificate } from "node:crypto";

/** Milliseconds. */
export const DAY = 24 * 3600 * 1000;

/** Keys with which linkerd-identity issues: `linkerd check` takes no other for an issuer. */
export function isP256({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
    return asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1";
}

/** Whether `by` signed it, and may sign. */
export function isSignedBy(certificate: X509Certificate, by: X509Certificate): boolean {
    return certificate.checkIssued(by) && certificate.verify(by.publicKey);
}

/** The anchor that a certificate leads to, over the intermediates in their order or none. */
export function leadsTo(
    [certificate, ...rest]: readonly X509Certificate[],
    anchors: readonly X509Certificate[],
): X509Certificate | undefined {
    if (certificate === undefined) return undefined;
    const anchor = anchors.find((one) => isSignedBy(certificate, one));
    if (anchor !== undefined) return anchor;
    const [next] = rest;
    return next !== undefined && isSignedBy(certificate, next) ? leadsTo(rest, anchors) : undefined;
}

/** Keys of anchors that `linkerd check` takes. */
export function isAnchorKey(key: KeyObject): boolean {
    const length = key.asymmetricKeyDetails?.modulusLength;
    return isP256(key) || (key.asymmetricKeyType === "rsa" && [2048, 4096].includes(length ?? 0));
}

/** The day of a date, of a certificate or in milliseconds. */
export function shown(date: string | number | Date): string {
    return new Date(date).toISOString().slice(0, 10);
}

/** What keeps a certificate from being a CA now, and for a day at least. */
export function caMistake(certificate: X509Certificate, now: number): string | undefined {
    if (!certificate.ca) return "is no CA, and signs nothing; give a CA's certificate";
    if (Date.parse(certificate.validFrom) > now) {
        return `is valid from ${shown(certificate.validFrom)} on only; give one that is valid now`;
    }
    if (Date.parse(certificate.validTo) < now + DAY) {
        return `ends on ${shown(certificate.validTo)}; give one that is valid longer than a day`;
    }
    return undefined;
}
