import type { X509Certificate } from "node:crypto";
import { CONTROL_PLANE_NAMESPACE } from "../../../components/linkerd/names";
import { WEBHOOKS } from "../../../components/pki/webhooks";
import type { MeshView } from "../../view/meshView";
import { objectNamed } from "../objectNamed";
import { reachableClusters, type ReachableCluster } from "../reachableClusters";
import { trustBundle } from "../trustBundle";
import { issuerChain } from "./issuer";
import { decode, firstToEnd, readCertificates } from "./validity";

/** A certificate that was seen in a cluster. */
export interface SeenCertificate {
    readonly cluster: string;
    readonly kind: "trust anchor" | "issuer" | "webhook";
    /** Tells it apart from others of its kind: begin of a fingerprint, or the name of the webhook. */
    readonly name: string;
    readonly certificate: X509Certificate;
}

/** The certificates of the clusters that answered; those that cannot be read are findings of the layer. */
export function certificatesOf(view: MeshView): readonly SeenCertificate[] {
    return reachableClusters(view).flatMap((cluster) => [
        ...anchorsIn(cluster),
        ...issuerIn(cluster),
        ...WEBHOOKS.flatMap((webhook) => webhookIn(cluster, webhook)),
    ]);
}

function print({ fingerprint256 }: X509Certificate): string {
    return fingerprint256.slice(0, "AA:BB:CC:DD".length);
}

function anchorsIn({ name: cluster, kubernetes }: ReachableCluster): SeenCertificate[] {
    return (readCertificates(trustBundle(kubernetes) ?? "") ?? []).map((certificate) => ({
        cluster,
        kind: "trust anchor",
        name: print(certificate),
        certificate,
    }));
}

/** Of an issuer and its intermediates, the one that ends first: with it the chain ends. */
function issuerIn(cluster: ReachableCluster): SeenCertificate[] {
    const certificate = firstToEnd(issuerChain(cluster) ?? []);
    return certificate === undefined
        ? []
        : [{ cluster: cluster.name, kind: "issuer", name: print(certificate), certificate }];
}

function webhookIn({ name: cluster, kubernetes }: ReachableCluster, name: string) {
    const secret = objectNamed(kubernetes.secrets, CONTROL_PLANE_NAMESPACE, `${name}-k8s-tls`);
    const [certificate] = readCertificates(decode(secret?.data?.["tls.crt"])) ?? [];
    return certificate === undefined
        ? []
        : [{ cluster, kind: "webhook" as const, name, certificate }];
}
