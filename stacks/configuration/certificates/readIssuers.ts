import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import type { ClusterDraft, Draft } from "../draft/draft";
import { issuerKey } from "../draft/secretKeys";
import type { RawConfig } from "../draft/sources";
import { certificatesIn } from "../keys/certificates";
import type { IssuerConfig } from "../types/meshConfig";
import { storeSecret, quoted, type Problem } from "../types/problem";
import { caMistake, isP256, leadsTo, shown } from "./certificateMistake";
import type { Anchors } from "./readAnchors";

/** Issuers by position in `clusters`; none where the program makes them. */
export interface Issuers {
    readonly found: ReadonlyMap<number, IssuerConfig<string>>;
    readonly problems: readonly Problem[];
}

function keyIn(text: string): KeyObject | undefined {
    try {
        return createPrivateKey(/^-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*$/m.exec(text)?.[0] ?? "");
    } catch {
        return undefined;
    }
}

function issuerMistake(
    text: string,
    domain: string | undefined,
    anchors: readonly X509Certificate[],
    now: number,
): string | undefined {
    const chain = certificatesIn(text).map((pem) => new X509Certificate(pem));
    const [issuer] = chain;
    const key = keyIn(text);
    if (issuer === undefined || key === undefined) {
        return "it is not the issuer's certificate and its private key, both in PEM and without a passphrase; store both, one after the other";
    }
    const mistakes = chain.flatMap((one) => caMistake(one, now) ?? []);
    if (mistakes[0] !== undefined) return `a certificate in it ${mistakes[0]}`;
    if (!isP256(issuer.publicKey)) {
        return "its key is not ECDSA P-256, which linkerd check demands of an issuer; give another one";
    }
    if (!issuer.checkPrivateKey(key)) return "the key in it is not that of its first certificate";
    const name = domain === undefined ? undefined : `identity.linkerd.${domain}`;
    const names = [
        ...issuer.subject.split("\n").map((part) => part.replace(/^CN=/, "")),
        ...(issuer.subjectAltName ?? "").split(", ").map((part) => part.replace(/^DNS:/, "")),
    ];
    if (name !== undefined && !names.includes(name)) {
        return `its first certificate is not named ${name}, as the issuer of this cluster is; give that one`;
    }
    const anchor = leadsTo(chain, anchors);
    if (anchor === undefined) {
        return "none of certificates.trustAnchors has signed it, nor a certificate in it that one of them has; store the intermediates after it, or add its anchor";
    }
    return Date.parse(issuer.validTo) <= Date.parse(anchor.validTo)
        ? undefined
        : `it ends on ${shown(issuer.validTo)}, after its anchor, which ends on ${shown(anchor.validTo)}, and what it signs then is trusted by nobody; give one that ends before`;
}

function withoutAnchors(cluster: ClusterDraft, index: number, text: string | undefined): Problem[] {
    const advice =
        "it is signed by anchors of the site's own; write certificates.trustAnchors, or remove it";
    const flat = cluster.name === undefined ? "" : issuerKey(cluster.name);
    return [
        ...(cluster.issuer === undefined
            ? []
            : [{ path: ["clusters", index, "issuer"], value: cluster.issuer, advice }]),
        ...(text === undefined ? [] : [{ path: [flat], value: text, advice }]),
    ];
}

function withAnchors(
    { name = "", issuer, clusterDomain }: ClusterDraft,
    index: number,
    text: string | undefined,
    anchors: readonly X509Certificate[],
    now: number,
): Problem[] {
    const path = ["clusters", index, "issuer"];
    const flat = issuerKey(name);
    if (issuer === "external") {
        const advice = `the key ${flat} holds an issuer of this cluster too; remove one of them`;
        return text === undefined ? [] : [{ path, value: issuer, advice }];
    }
    if (text === undefined) {
        const command = storeSecret(flat);
        const advice = `certificates.trustAnchors are the site's own, whose keys the program has not; store an issuer with ${quoted(command)}, or write external where something else keeps Secret linkerd-identity-issuer`;
        return [{ path, value: undefined, advice, command }];
    }
    const mistake = issuerMistake(text, clusterDomain, anchors, now);
    return mistake === undefined ? [] : [{ path: [flat], value: text, advice: mistake }];
}

/** Certificate with its intermediates, and the key, as Secret `linkerd-identity-issuer` has them. */
function parts(text: string): IssuerConfig<string> {
    const key = keyIn(text);
    if (key === undefined) throw new Error("the issuer was not checked");
    return {
        certificate: `${certificatesIn(text).join("\n")}\n`,
        key: key.export({ format: "pem", type: "pkcs8" }).toString(),
    };
}

/** The issuer of every cluster, where the anchors are the site's own; refuses one where they are not. */
export function readIssuers(
    { clusters = [] }: Draft,
    anchors: Anchors | undefined,
    raw: RawConfig,
    now: number,
): Issuers {
    const results = clusters.map((cluster, index) => {
        const { name } = cluster;
        const text = name === undefined ? undefined : raw.values[issuerKey(name)];
        // Without a name nobody knows where its issuer would be stored.
        if (name === undefined) return { problems: [] };
        const problems =
            anchors === undefined
                ? withoutAnchors(cluster, index, text)
                : withAnchors(cluster, index, text, anchors.found, now);
        if (problems.length > 0 || anchors === undefined) return { problems };
        const issuer = text === undefined ? ("external" as const) : parts(text);
        return { problems, found: [index, issuer] as const };
    });
    return {
        found: new Map(results.flatMap(({ found }) => (found === undefined ? [] : [found]))),
        problems: results.flatMap(({ problems }) => problems),
    };
}
