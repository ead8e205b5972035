import { X509Certificate } from "node:crypto";

/**
 * The certificates in a PEM text, each as its own block, as Go finds them: BEGIN and END start their
 * lines, and what is no certificate is passed over.
 */
export function certificatesIn(text: string): string[] {
    const blocks = text.match(
        /^-----BEGIN CERTIFICATE-----\r?\n[^-]*\n-----END CERTIFICATE-----/gm,
    );
    return (blocks ?? []).filter((block) => {
        try {
            return new X509Certificate(block).raw.length > 0;
        } catch {
            return false;
        }
    });
}
