import { X509Certificate } from "node:crypto";
import { leadsTo } from "../configuration/certificates/certificateMistake";
import { issuerKey } from "../configuration/draft/secretKeys";
import { certificatesIn } from "../configuration/keys/certificates";
import type { PlainClusterConfig, PlainMeshConfig } from "../configuration/types/plainConfig";
import type { LiveLinkerd } from "./liveLinkerd";
import type { StackAnchors } from "./stackOutputs";
import { REFUSES, type SurveyProblem } from "./surveyProblem";

type Trust = Pick<PlainMeshConfig, "certificates" | "accepted">;
type Certificates = PlainMeshConfig["certificates"];
type Mistake = Pick<SurveyProblem, "code" | "path" | "value" | "what" | "advice" | "settings">;

/** What is live in a cluster, and what the stack made, as the checks below compare them. */
interface Compared {
    readonly certificates: Certificates;
    /** Anchors that the proxies trust. */
    readonly live: readonly X509Certificate[];
    /** Anchors that are to be trusted, and were made already. */
    readonly kept: readonly X509Certificate[];
    readonly made: StackAnchors;
}

/** Anchors that were made and stay; undefined where nobody knows. */
function keptAnchors(
    { trustAnchors, trustAnchorGenerations }: Certificates,
    made: StackAnchors | undefined,
): readonly string[] | undefined {
    if (trustAnchors !== undefined) return trustAnchors;
    return made && trustAnchorGenerations.flatMap((generation) => made[generation] ?? []);
}

function isAmong(one: X509Certificate, anchors: readonly X509Certificate[]): boolean {
    return anchors.some((anchor) => anchor.fingerprint256 === one.fingerprint256);
}

/** Generations of the stack whose anchor is one of these. */
function generationsOf(anchors: readonly X509Certificate[], made: StackAnchors): readonly number[] {
    return Object.entries(made)
        .filter(([, pem]) => isAmong(new X509Certificate(pem), anchors))
        .map(([generation]) => Number(generation));
}

/** `these` beside the generations of the configuration, as what is to be written. */
function withGenerations(these: readonly number[], { trustAnchorGenerations }: Certificates) {
    const whole = [...new Set([...these, ...trustAnchorGenerations])].sort((a, b) => a - b);
    const settings = whole.map((generation, index) => ({
        path: ["trustAnchorGenerations", index],
        value: String(generation),
    }));
    return { list: JSON.stringify(whole), settings };
}

/** None of the anchors that stay is a live one. */
function unshared({ certificates, live, kept, made }: Compared): Mistake | undefined {
    if (kept.some((anchor) => isAmong(anchor, live))) return undefined;
    const generations = generationsOf(live, made);
    const isOwn = certificates.trustAnchors !== undefined;
    const add = isOwn || generations.length === 0;
    const { list, settings } = withGenerations(generations, certificates);
    return {
        code: "trust-anchors-unshared",
        path: isOwn ? ["certificates", "trustAnchors"] : ["trustAnchorGenerations"],
        value: certificates.trustAnchors ?? certificates.trustAnchorGenerations,
        what: `none of these is a trust anchor of the live mesh (${live.map(shortPrint).join(", ")}): pods of before and after the update refuse each other`,
        advice: add
            ? "add the live anchors to certificates.trustAnchors, as ConfigMap linkerd/linkerd-identity-trust-roots has them"
            : `write ${list}`,
        settings: add ? [] : settings,
    };
}

/** The anchor that signed the live issuer goes: new pods refuse what it issued to the others. */
function stillSigning(
    { certificates, live, kept, made }: Compared,
    chain: readonly X509Certificate[],
): Mistake | undefined {
    const anchor = leadsTo(chain, live);
    if (anchor === undefined || leadsTo(chain, kept) !== undefined) return undefined;
    const [generation] = generationsOf([anchor], made);
    const isOwn = certificates.trustAnchors !== undefined || generation === undefined;
    const { list, settings } = withGenerations(isOwn ? [] : [generation], certificates);
    return {
        code: "trust-anchor-in-use",
        path: isOwn ? ["certificates", "trustAnchors"] : ["trustAnchorGenerations"],
        value: certificates.trustAnchors ?? certificates.trustAnchorGenerations,
        what: `${shortPrint(anchor)} is not among these, and signed the live issuer: pods that restart refuse all others`,
        advice: isOwn
            ? "keep it in certificates.trustAnchors until another issuer is live and every pod has restarted"
            : `write ${list}, and sign with the new generation first`,
        settings: isOwn ? [] : settings,
    };
}

/** The issuer is to be signed by an anchor that no live proxy trusts. */
function tooEarly(
    { name, issuer }: PlainClusterConfig,
    { certificates, live, kept, made }: Compared,
): Mistake | undefined {
    const what =
        "its trust anchor is not one of the live mesh yet: pods that have not restarted refuse those that have";
    if (certificates.trustAnchors !== undefined) {
        if (issuer === undefined || issuer === "external") return undefined;
        const chain = certificatesIn(issuer.certificate).map((pem) => new X509Certificate(pem));
        const anchor = leadsTo(chain, kept);
        if (anchor === undefined || isAmong(anchor, live)) return undefined;
        return {
            code: "trust-anchor-too-new",
            path: [issuerKey(name)],
            value: issuer.certificate,
            what,
            advice: "store the live issuer, that of Secret linkerd/linkerd-identity-issuer, until every pod trusts the new anchor",
            settings: [],
        };
    }
    const { signingTrustAnchor: signing, trustAnchorGenerations } = certificates;
    const trusted = generationsOf(live, made);
    const [former] = trustAnchorGenerations.filter((generation) => trusted.includes(generation));
    if (former === undefined || trusted.includes(signing)) return undefined;
    const path = ["signingTrustAnchor"];
    return {
        code: "trust-anchor-too-new",
        path,
        value: signing,
        what,
        advice: `write ${String(former)} until every pod trusts generation ${String(signing)}`,
        settings: [{ path, value: String(former) }],
    };
}

/**
 * Anchors with which proxies of a cluster would refuse each other: the new ones share none with those
 * that are trusted, an issuer comes before its anchor is trusted, or an anchor goes that still signs.
 * `made` are those of the stack. Pure.
 */
export function trustProblems(
    cluster: PlainClusterConfig,
    { certificates, accepted }: Trust,
    { trustAnchors: live, issuerChain }: LiveLinkerd,
    made: StackAnchors | undefined,
): SurveyProblem[] {
    const pems = keptAnchors(certificates, made);
    if (accepted.trustOutage || live.length === 0 || pems === undefined) return [];
    const kept = pems.map((pem) => new X509Certificate(pem));
    const compared = { certificates, live, kept, made: made ?? {} };
    const found =
        unshared(compared) ?? stillSigning(compared, issuerChain) ?? tooEarly(cluster, compared);
    if (found === undefined) return [];
    const advice = `${found.advice}, or set acceptTrustOutage to true`;
    return [{ ...found, where: cluster.name, why: REFUSES, advice, commands: [] }];
}

/** The beginning of a certificate's SHA-256, by which people tell it from others. */
export function shortPrint({ fingerprint256 }: X509Certificate): string {
    return `${fingerprint256.slice(0, "AA:BB:CC:DD".length)}…`;
}
