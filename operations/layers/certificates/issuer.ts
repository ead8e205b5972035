import { createPrivateKey, type X509Certificate } from "node:crypto";
import { CONTROL_PLANE_NAMESPACE, ISSUER_SECRET } from "../../../components/linkerd/names";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import {
    DAY,
    isP256,
    leadsTo,
} from "../../../stacks/configuration/certificates/certificateMistake";
import { SOON_DAYS } from "../../../stacks/survey/expiryWarnings";
import { decode, expiryOf, firstToEnd, readCertificates } from "./validity";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";
import { issuerKeeper } from "./issuerKeeper";

/** The issuer of a cluster and the intermediates after it; undefined where they cannot be read. */
export function issuerChain({ kubernetes }: ReachableCluster) {
    const secret = objectNamed(kubernetes.secrets, CONTROL_PLANE_NAMESPACE, ISSUER_SECRET);
    return readCertificates(decode(secret?.data?.["tls.crt"]));
}

/** What is wrong with the issuer of a cluster; `anchors` are those that its proxies trust. */
export function issuerFindings(
    cluster: ReachableCluster,
    view: MeshView,
    anchors: readonly X509Certificate[],
): Finding[] {
    const { name, config, kubernetes } = cluster;
    const place = `Secret ${CONTROL_PLANE_NAMESPACE}/${ISSUER_SECRET}`;
    const { write, writeAgain, exchange, apply, note } = issuerKeeper(cluster, view);
    const broken = (code: Code, what: string, remedy = writeAgain): Finding[] =>
        oneFinding("error", code, name, {
            what,
            why: `linkerd-identity cannot sign certificates that others trust: new pods stay unready, and those of today fail within a day.${note}`,
            remedy,
        });
    const secret = objectNamed(kubernetes.secrets, CONTROL_PLANE_NAMESPACE, ISSUER_SECRET);
    if (secret === undefined) {
        return broken("issuer-missing", `${place}, the issuer, is missing`, write);
    }
    const { data = {}, type = "Opaque" } = secret;
    // Another scheme of the chart's has crt.pem and key.pem.
    const missing = ["tls.crt", "tls.key"].filter((key) => data[key] === undefined);
    if (config.issuer === "external" && missing.length > 0) {
        const has = Object.keys(data).join(", ") || "nothing";
        const what = `${place} of type ${type} has no ${missing.join(" and ")}, which identity.issuer.scheme kubernetes.io/tls asks for; it has ${has}`;
        return broken("issuer-unusable", what);
    }
    const chain = issuerChain(cluster) ?? [];
    const [issuer] = chain;
    if (issuer === undefined) {
        return broken("issuer-unusable", `the issuer in ${place} cannot be read`);
    }
    if (!hasKey(issuer, decode(data["tls.key"]))) {
        return broken(
            "issuer-unusable",
            `the issuer in ${place} and the key beside it do not go together`,
        );
    }
    if (!issuer.ca) return broken("issuer-unusable", `the issuer in ${place} is no CA`);
    if (!isP256(issuer.publicKey)) {
        return broken("issuer-unusable", `the issuer in ${place} has no ECDSA P-256 key`);
    }
    // Without anchors there is nothing to compare with, which is told of them.
    if (anchors.length > 0 && leadsTo(chain, anchors) === undefined) {
        return broken(
            "issuer-untrusted",
            `no trust anchor of the cluster signed the issuer in ${place}`,
        );
    }
    const ending = firstToEnd(chain) ?? issuer;
    const expiry = expiryOf(ending, view.now, soonDays(cluster, ending));
    if (expiry === undefined) return [];
    const which = ending === issuer ? "the issuer" : "an intermediate of the issuer";
    return oneFinding(expiry.severity, "issuer-expiring", name, {
        what: `${which} in ${place} ${expiry.what}`,
        why: `From its end on, linkerd-identity signs nothing that others trust: new pods stay unready, and the others fail within a day.${note}`,
        remedy: [exchange, ...apply],
    });
}

/**
 * cert-manager and Vault renew by themselves, issuers of two days too: they are late where a third of
 * the lifetime is left, cert-manager's default.
 */
export function soonDays(
    { config }: ReachableCluster,
    { validFrom, validTo }: X509Certificate,
): number {
    if (config.issuer !== "external") return SOON_DAYS;
    return Math.min(SOON_DAYS, (Date.parse(validTo) - Date.parse(validFrom)) / DAY / 3);
}

function hasKey(certificate: X509Certificate, key: string): boolean {
    try {
        return certificate.checkPrivateKey(createPrivateKey(key));
    } catch {
        return false;
    }
}
