import { X509Certificate } from "node:crypto";
import { DAY, isSignedBy, shown } from "../configuration/certificates/certificateMistake";
import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import type { LiveLinkerd } from "./liveLinkerd";
import type { StackAnchors } from "./stackOutputs";
import { shortPrint } from "./trustChecks";

/** Days before its end from which a certificate is told of, as `linkerd check` does. */
export const SOON_DAYS = 60;

const HOUR = 3600 * 1000;

interface Named {
    readonly what: string;
    readonly certificate: X509Certificate;
    /** What to change. */
    readonly advice: string;
}

/** The anchors of a site's own, or those that are live and stay. */
function anchors(
    { certificates }: PlainMeshConfig,
    lives: readonly LiveLinkerd[],
    made: StackAnchors | undefined,
): Named[] {
    const { trustAnchors, trustAnchorGenerations: generations } = certificates;
    if (trustAnchors !== undefined) {
        return trustAnchors.map((pem, index) => ({
            what: `certificates.trustAnchors[${String(index)}]`,
            certificate: new X509Certificate(pem),
            advice: "add its successor to certificates.trustAnchors",
        }));
    }
    const live = lives.flatMap((one) => one.trustAnchors);
    const leaving = Object.entries(made ?? {})
        .filter(([generation]) => !generations.includes(Number(generation)))
        .map(([, pem]) => new X509Certificate(pem).fingerprint256);
    return [...new Map(live.map((one) => [one.fingerprint256, one])).values()]
        .filter(({ fingerprint256 }) => !leaving.includes(fingerprint256))
        .map((certificate) => ({
            what: `the trust anchor ${shortPrint(certificate)}`,
            certificate,
            advice: "add a generation to trustAnchorGenerations",
        }));
}

/** The issuer of each cluster: of the site's own, or the live one. */
function issuers({ clusters }: PlainMeshConfig, lives: ReadonlyMap<string, LiveLinkerd>): Named[] {
    return clusters.flatMap(({ name, issuer }): Named[] => {
        const what = `the issuer of ${name}`;
        if (issuer !== undefined && issuer !== "external") {
            const advice = `store another one as ${name}Issuer`;
            return [{ what, certificate: new X509Certificate(issuer.certificate), advice }];
        }
        const certificate = lives.get(name)?.issuerChain[0];
        if (certificate === undefined) return [];
        const advice =
            issuer === "external"
                ? "renew it in Secret linkerd/linkerd-identity-issuer"
                : "raise issuerGeneration";
        return [{ what, certificate, advice }];
    });
}

/** An issuer that ends after the anchor which signed it; and one that would, made now. */
function outliving(
    { certificates }: PlainMeshConfig,
    found: readonly Named[],
    live: readonly X509Certificate[],
    made: StackAnchors | undefined,
    now: number,
): string[] {
    const { trustAnchors, signingTrustAnchor, issuerHours } = certificates;
    const late = found.flatMap(({ what, certificate, advice }) => {
        const anchor = live.find((one) => isSignedBy(certificate, one));
        if (anchor === undefined) return [];
        if (Date.parse(certificate.validTo) <= Date.parse(anchor.validTo)) return [];
        return [
            `${what} ends on ${shown(certificate.validTo)}, after its trust anchor, which ends on ${shown(anchor.validTo)}; ${advice}`,
        ];
    });
    const signing = trustAnchors === undefined ? made?.[signingTrustAnchor] : undefined;
    if (signing === undefined) return late;
    const { validTo } = new X509Certificate(signing);
    const end = now + issuerHours * HOUR;
    if (end <= Date.parse(validTo)) return late;
    return [
        ...late,
        `an issuer that is made today would end on ${shown(end)}, after the trust anchor of generation ${String(signingTrustAnchor)}, which ends on ${shown(validTo)}; write a shorter issuerLifetime, or sign with a newer generation`,
    ];
}

/**
 * What to tell of certificates that end within 60 days, and of issuers that outlive their anchors.
 * `lives` by the cluster's name, `made` by the stack, `now` in milliseconds. Pure.
 */
export function expiryWarnings(
    config: PlainMeshConfig,
    lives: ReadonlyMap<string, LiveLinkerd>,
    made: StackAnchors | undefined,
    now: number,
): string[] {
    const all = [...lives.values()];
    const found = issuers(config, lives);
    const ending = [...anchors(config, all, made), ...found].flatMap(
        ({ what, certificate: { validTo }, advice }) => {
            const days = Math.floor((Date.parse(validTo) - now) / DAY);
            if (days >= SOON_DAYS) return [];
            const ends = days < 0 ? "ended" : `ends in ${String(days)} days,`;
            return [`${what} ${ends} on ${shown(validTo)}; ${advice}`];
        },
    );
    const live = all.flatMap(({ trustAnchors }) => trustAnchors);
    return [...ending, ...outliving(config, found, live, made, now)];
}
