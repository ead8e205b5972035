import { X509Certificate } from "node:crypto";
import type { Draft } from "../draft/draft";
import { certificatesIn } from "../keys/certificates";
import type { Problem } from "../types/problem";
import { caMistake, isAnchorKey } from "./certificateMistake";

/** The anchors of a site's own, and what is wrong with them. */
export interface Anchors {
    readonly found: readonly X509Certificate[];
    readonly problems: readonly Problem[];
}

function anchorMistake(text: string, now: number): string | undefined {
    if (/-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/.test(text)) {
        return "it holds a private key; take it out: nobody here needs the key of an anchor";
    }
    const [first, second] = certificatesIn(text);
    if (first === undefined || second !== undefined) {
        return "it is not one certificate in PEM; write each one as an element of the list";
    }
    const certificate = new X509Certificate(first);
    const mistake = caMistake(certificate, now);
    if (mistake !== undefined) return `it ${mistake}`;
    return isAnchorKey(certificate.publicKey)
        ? undefined
        : "its key is neither ECDSA P-256 nor RSA of 2048 or 4096 bits, which linkerd check demands; give another one";
}

/** Reads `certificates.trustAnchors`; undefined where the program makes the anchors. */
export function readAnchors({ certificates }: Draft, now: number): Anchors | undefined {
    if (certificates === undefined) return undefined;
    const texts = certificates.trustAnchors ?? [];
    const prints = texts.map((text) => {
        const [first] = certificatesIn(text);
        return first === undefined ? undefined : new X509Certificate(first).fingerprint256;
    });
    const problems = texts.flatMap((text, index): Problem[] => {
        const path = ["certificates", "trustAnchors", index];
        const mistake = anchorMistake(text, now);
        if (mistake !== undefined) return [{ path, value: text, advice: mistake }];
        const same = prints.indexOf(prints[index]);
        const advice = `trustAnchors[${String(same)}] is the same certificate; remove one of them`;
        return same < index ? [{ path, value: text, advice }] : [];
    });
    const found = texts.flatMap((text) => certificatesIn(text).slice(0, 1));
    return { found: found.map((pem) => new X509Certificate(pem)), problems };
}
