import { DAY, shown } from "../../../stacks/configuration/certificates/certificateMistake";
import { SOON_DAYS } from "../../../stacks/survey/expiryWarnings";
import { groupBy } from "../../findings/groupBy";
import { certificatesOf, type SeenCertificate } from "../../layers/certificates/certificatesOf";
import { soonDays } from "../../layers/certificates/issuer";
import { issuerKeeper } from "../../layers/certificates/issuerKeeper";
import { rotateOwnAnchors } from "../../layers/certificates/ownAnchors";
import { renewWebhooks, ROTATE_ANCHORS } from "../../layers/certificates/rotation";
import { reachableClusters } from "../../layers/reachableClusters";
import type { StackOptions } from "../../options/commandLine";
import type { Remedy } from "../../remedies/remedy";
import { forStack } from "../../report/forStack";
import type { State } from "../../report/layerResult";
import type { MeshView } from "../../view/meshView";

/** Certificates of one kind that end on one day. */
export interface CertificateRow {
    readonly kind: SeenCertificate["kind"];
    /** `AA:BB:CC:DD`, or names of webhooks. */
    readonly name: string;
    readonly clusters: readonly string[];
    /** Days, as 2027-01-31. */
    readonly from: string;
    readonly until: string;
    /** Day on which the next step is due. */
    readonly renew: string;
    /** Days from now; less than 0 for a past day. */
    readonly daysLeft: number;
    readonly daysToRenew: number;
    readonly state: State;
}

/** What is to be done next for certificates, and from which day on. */
export interface CertificateStep {
    readonly day: string;
    readonly isDue: boolean;
    readonly what: string;
    readonly commands: string;
}

/** The time line of certificates: those that end first come first. */
export interface CertificateLine {
    readonly rows: readonly CertificateRow[];
    readonly steps: readonly CertificateStep[];
}

/** When the certificates of what was seen end, and what is to be done before. Pure. */
export function certificateLine(view: MeshView, options: StackOptions): CertificateLine {
    const seen = certificatesOf(view);
    const groups = [...groupBy(seen, keyOf)].map(([, group]) => ({
        row: rowOf(group, view),
        group,
    }));
    const sorted = groups.sort((a, b) => a.row.daysLeft - b.row.daysLeft);
    // One step may be that of several: webhooks are renewed with the anchors.
    const steps = groupBy(sorted, ({ row, group }) =>
        JSON.stringify([row.renew, stepOf(group, view, options)]),
    );
    return {
        rows: sorted.map(({ row }) => row),
        steps: [...steps]
            .map(([, same]): CertificateStep => {
                const [{ row, group }] = same;
                return {
                    day: row.renew,
                    isDue: row.daysToRenew <= 0,
                    what: same
                        .map(({ row: { kind, clusters } }) => titleOf(kind, clusters, view))
                        .join(", "),
                    commands: stepOf(group, view, options),
                };
            })
            .sort((a, b) => a.day.localeCompare(b.day)),
    };
}

/** Anchors are shared; issuers and webhooks that end on one day were made together. */
function keyOf({ kind, name, certificate }: SeenCertificate): string {
    const part = kind === "trust anchor" ? name : "";
    return JSON.stringify([kind, part, shown(certificate.validFrom), shown(certificate.validTo)]);
}

function titleOf(kind: SeenCertificate["kind"], clusters: readonly string[], view: MeshView) {
    const all = clusters.length === view.clusters.length;
    return `${kind} of ${all ? "all clusters" : clusters.join(", ")}`;
}

function rowOf(
    group: readonly [SeenCertificate, ...SeenCertificate[]],
    view: MeshView,
): CertificateRow {
    const [{ kind, certificate, cluster }] = group;
    const until = Date.parse(certificate.validTo);
    const source = reachableClusters(view).find(({ name }) => name === cluster);
    const soon =
        kind === "issuer" && source !== undefined ? soonDays(source, certificate) : SOON_DAYS;
    const renew = until - soon * DAY;
    const days = (time: number) => Math.floor((time - view.now.getTime()) / DAY);
    const isEarly = Date.parse(certificate.validFrom) > view.now.getTime();
    const isBroken = isEarly || until <= view.now.getTime();
    return {
        kind,
        name: [...new Set(group.map(({ name }) => name))].join(", "),
        clusters: [...new Set(group.map((one) => one.cluster))],
        from: shown(certificate.validFrom),
        until: shown(certificate.validTo),
        renew: shown(renew),
        daysLeft: days(until),
        daysToRenew: days(renew),
        state: isBroken ? "error" : renew <= view.now.getTime() ? "warning" : "ok",
    };
}

function stepOf(
    group: readonly [SeenCertificate, ...SeenCertificate[]],
    view: MeshView,
    options: StackOptions,
): string {
    const [{ kind, certificate }] = group;
    const clusters = reachableClusters(view);
    const remedyOf = (): Remedy => {
        switch (kind) {
            case "trust anchor":
                return view.config.certificates.trustAnchors === undefined
                    ? ROTATE_ANCHORS
                    : rotateOwnAnchors(certificate, clusters, view);
            case "issuer":
                return clusters
                    .filter(({ name }) => group.some(({ cluster }) => cluster === name))
                    .flatMap((cluster) => {
                        const { exchange, apply } = issuerKeeper(cluster, view);
                        return [exchange, ...apply];
                    });
            case "webhook":
                return renewWebhooks(view);
        }
    };
    // The same command may stand for several clusters.
    const lines = forStack(remedyOf(), options).split("\n");
    return [...new Set(lines)].sort((a, b) => Number(isUp(a)) - Number(isUp(b))).join("\n");
}

/** `pulumi up` comes last, once. */
function isUp(line: string): boolean {
    return line.startsWith("pulumi up");
}
