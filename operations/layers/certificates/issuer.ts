import { createPrivateKey, type X509Certificate } from "node:crypto";
import { CONTROL_PLANE_NAMESPACE } from "../../../components/linkerd/names";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { isP256, isSignedBy } from "../../../stacks/configuration/certificates/certificateMistake";
import { decode, expiryOf, readCertificates } from "./validity";
import { kubectlIn, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { pulumi, type Remedy } from "../../remedies/remedy";
import { setKey } from "../../remedies/setKeys";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";

const SECRET = "linkerd-identity-issuer";

/**
 * What makes a Secret of ours as it was. Deleted first: whoever changed a field owns it, and the
 * engine compares `stringData`, in which a refresh does not see what was changed.
 */
export function makeSecretAgain({ config }: ReachableCluster, secret: string): Remedy {
    const remove = kubectlIn(config, CONTROL_PLANE_NAMESPACE, "delete", "secret", secret);
    return [remove, MAKE_DELETED_AGAIN];
}

/** What is wrong with the issuer of a cluster; `anchors` are those that its proxies trust. */
export function issuerFindings(
    cluster: ReachableCluster,
    view: MeshView,
    anchors: readonly X509Certificate[],
): Finding[] {
    const { name, kubernetes } = cluster;
    const place = `Secret ${CONTROL_PLANE_NAMESPACE}/${SECRET}`;
    const again = makeSecretAgain(cluster, SECRET);
    const broken = (code: Code, what: string, remedy = again): Finding[] =>
        oneFinding("error", code, name, {
            what,
            why: "linkerd-identity cannot sign certificates that others trust: new pods stay unready, and those of today fail within a day.",
            remedy,
        });
    const data = objectNamed(kubernetes.secrets, CONTROL_PLANE_NAMESPACE, SECRET)?.data;
    if (data === undefined) {
        return broken("issuer-missing", `${place}, the issuer, is missing`, [MAKE_DELETED_AGAIN]);
    }

    const [issuer] = readCertificates(decode(data["tls.crt"])) ?? [];
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
    if (anchors.length > 0 && !anchors.some((anchor) => isSignedBy(issuer, anchor))) {
        return broken(
            "issuer-untrusted",
            `no trust anchor of the cluster signed the issuer in ${place}`,
        );
    }
    const expiry = expiryOf(issuer, view.now);
    if (expiry === undefined) return [];
    const next = String(view.config.certificates.issuerGeneration + 1);
    return oneFinding(expiry.severity, "issuer-expiring", name, {
        what: `the issuer in ${place} ${expiry.what}`,
        why: "From its end on, linkerd-identity signs nothing that others trust: new pods stay unready, and the others fail within a day.",
        remedy: [setKey(["issuerGeneration"], next), pulumi("up")],
    });
}

function hasKey(certificate: X509Certificate, key: string): boolean {
    try {
        return certificate.checkPrivateKey(createPrivateKey(key));
    } catch {
        return false;
    }
}
