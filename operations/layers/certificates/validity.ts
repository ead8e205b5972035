import { X509Certificate } from "node:crypto";
import { DAY, shown } from "../../../stacks/configuration/certificates/certificateMistake";
import { SOON_DAYS } from "../../../stacks/survey/expiryWarnings";

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The certificates of a PEM text; undefined where one of them cannot be read. */
export function readCertificates(pem: string): readonly X509Certificate[] | undefined {
    try {
        return (pem.match(PEM) ?? []).map((block) => new X509Certificate(block));
    } catch {
        return undefined;
    }
}

/** Data of a Secret, decoded. */
export function decode(base64: string | undefined): string {
    return Buffer.from(base64 ?? "", "base64").toString("utf8");
}

/** Why a certificate will not do for long, or does not do now. */
export interface Expiry {
    readonly severity: "error" | "warning";
    /** As the end of a sentence: "expires in 12 days, on 2027-01-31". */
    readonly what: string;
}

/** The certificate of a chain that ends first; undefined where there are none. */
export function firstToEnd(chain: readonly X509Certificate[]): X509Certificate | undefined {
    return [...chain].sort((a, b) => Date.parse(a.validTo) - Date.parse(b.validTo))[0];
}

/** What is to be said of the validity of a certificate; undefined where it is in order. */
export function expiryOf(
    certificate: X509Certificate,
    now: Date,
    soonDays = SOON_DAYS,
): Expiry | undefined {
    const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
    if (now < from) return { severity: "error", what: `is valid only from ${shown(from)} on` };
    const left = (to.getTime() - now.getTime()) / DAY;
    if (to <= now) return { severity: "error", what: `expired on ${shown(to)}` };
    return left < soonDays
        ? { severity: "warning", what: `expires in ${Math.floor(left)} days, on ${shown(to)}` }
        : undefined;
}
