import { X509Certificate } from "node:crypto";

/**
 * One PEM block with exactly one newline at its end.
 *
 * Linkerd stores `identityTrustAnchorsPEM` as it comes, and `linkerd check` then refuses a bundle
 * with a blank line after its last block ("not a PEM certificate").
 */
export function normalizePem(pem: string): string {
    return `${pem.trim()}\n`;
}

/** Several PEM certificates as one bundle, each once, in the given order, without blank lines. */
export function pemBundle(pems: readonly string[]): string {
    return [...new Set(pems.map(normalizePem))].join("");
}

/** End of validity of a PEM certificate, the first where there are several; RFC 3339, in seconds. */
export function endOf(pem: string): string {
    return new Date(new X509Certificate(pem).validTo).toISOString().replace(".000Z", "Z");
}
