import { X509Certificate } from "node:crypto";
import type { PlainClusterConfig, PlainMeshConfig } from "../configuration/types/plainConfig";
import type { LiveLinkerd } from "./liveLinkerd";
import type { StackAnchors } from "./stackOutputs";
import { REFUSES, type SurveyProblem } from "./surveyProblem";

type Trust = Pick<PlainMeshConfig, "certificates" | "accepted">;

/** Anchors that were made and stay; undefined where nobody knows. */
function keptAnchors(
    { trustAnchors, trustAnchorGenerations }: PlainMeshConfig["certificates"],
    made: StackAnchors | undefined,
): readonly string[] | undefined {
    if (trustAnchors !== undefined) return trustAnchors;
    return made && trustAnchorGenerations.flatMap((generation) => made[generation] ?? []);
}

function isAmong(pem: string, anchors: readonly X509Certificate[]): boolean {
    const { fingerprint256 } = new X509Certificate(pem);
    return anchors.some((anchor) => anchor.fingerprint256 === fingerprint256);
}

/**
 * Anchors that share none with those that the proxies of a cluster trust: every proxy would refuse its
 * peers until it restarts. `made` are those of the stack. Pure.
 */
export function trustProblems(
    { name }: PlainClusterConfig,
    { certificates, accepted }: Trust,
    { trustAnchors: live }: LiveLinkerd,
    made: StackAnchors | undefined,
): SurveyProblem[] {
    const kept = keptAnchors(certificates, made);
    if (accepted.trustOutage || live.length === 0 || kept === undefined) return [];
    if (kept.some((pem) => isAmong(pem, live))) return [];
    const isOwn = certificates.trustAnchors !== undefined;
    const generations = Object.entries(made ?? {})
        .filter(([, pem]) => isAmong(pem, live))
        .map(([generation]) => Number(generation));
    const whole = [...new Set([...generations, ...certificates.trustAnchorGenerations])];
    const list = JSON.stringify(whole.sort((a, b) => a - b));
    const keep =
        isOwn || generations.length === 0
            ? "add the live anchors to certificates.trustAnchors, as ConfigMap linkerd/linkerd-identity-trust-roots has them"
            : `write ${list}`;
    const path = isOwn ? ["certificates", "trustAnchors"] : ["trustAnchorGenerations"];
    return [
        {
            code: "trust-anchors-unshared",
            where: name,
            path,
            value: certificates.trustAnchors ?? certificates.trustAnchorGenerations,
            what: `none of these is a trust anchor of the live mesh (${live.map(shortPrint).join(", ")}): pods of before and after the update refuse each other`,
            why: REFUSES,
            advice: `${keep}, or set acceptTrustOutage to true`,
            commands: [],
            settings:
                isOwn || generations.length === 0
                    ? []
                    : whole.map((generation, index) => ({
                          path: ["trustAnchorGenerations", index],
                          value: String(generation),
                      })),
        },
    ];
}

/** The beginning of a certificate's SHA-256, by which people tell it from others. */
export function shortPrint({ fingerprint256 }: X509Certificate): string {
    return `${fingerprint256.slice(0, "AA:BB:CC:DD".length)}…`;
}
