import type { ClusterAddresses, NodeAddresses } from "../settings/addresses";
import { KUBERNETES_SERVICE_ADDRESS } from "../settings/addresses";

/** One certificate that a cluster needs. */
export interface CertificateSpec {
    /** Start of the file names. */
    readonly name: string;
    readonly commonName: string;
    /** Group of the user, where the certificate stands for one. */
    readonly organization?: string;
    readonly usages: readonly ("serverAuth" | "clientAuth")[];
    readonly dnsNames?: readonly string[];
    readonly addresses?: readonly string[];
}

/** The cluster's own authority; an entry without usages becomes a CA. */
export const CA: CertificateSpec = { name: "ca", commonName: "kubernetes", usages: [] };

/** Name of a kubelet's certificate. */
export function kubeletCertificate(node: NodeAddresses): string {
    return `kubelet-${node.name}`;
}

/**
 * Every certificate of a cluster except its CA.
 *
 * User and group names are those that the built-in roles and the Node authorizer look for.
 */
export function certificatePlan(cluster: ClusterAddresses): CertificateSpec[] {
    const first = cluster.nodes[0];
    return [
        {
            name: "kube-apiserver",
            commonName: "kube-apiserver",
            usages: ["serverAuth"],
            dnsNames: [
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "localhost",
                ...(first === undefined ? [] : [first.name]),
            ],
            addresses: [
                ...(first === undefined ? [] : [first.ip]),
                cluster.masterFloatingIp,
                KUBERNETES_SERVICE_ADDRESS,
                "127.0.0.1",
            ],
        },
        client("kube-apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters"),
        client("admin", `${cluster.name}-admin`, "system:masters"),
        client("kube-controller-manager", "system:kube-controller-manager"),
        client("kube-scheduler", "system:kube-scheduler"),
        client("kube-proxy", "system:kube-proxy"),
        ...cluster.nodes.map((node): CertificateSpec => ({
            name: kubeletCertificate(node),
            commonName: `system:node:${node.name}`,
            organization: "system:nodes",
            usages: ["clientAuth", "serverAuth"],
            dnsNames: [node.name],
            addresses: [node.ip],
        })),
    ];
}

function client(name: string, commonName: string, organization?: string): CertificateSpec {
    return {
        name,
        commonName,
        usages: ["clientAuth"],
        ...(organization === undefined ? {} : { organization }),
    };
}

/** The certificate as a configuration file of `openssl req -x509`. */
export function opensslConfig(spec: CertificateSpec): string {
    const isCa = spec.usages.length === 0;
    const names = [
        ...(spec.dnsNames ?? []).map((name) => `DNS:${name}`),
        ...(spec.addresses ?? []).map((address) => `IP:${address}`),
    ];
    const lines = [
        "[req]",
        "prompt = no",
        "distinguished_name = subject",
        "x509_extensions = extensions",
        "[subject]",
        ...(spec.organization === undefined ? [] : [`O = ${spec.organization}`]),
        `CN = ${spec.commonName}`,
        "[extensions]",
        "subjectKeyIdentifier = hash",
        `basicConstraints = critical, CA:${isCa ? "TRUE" : "FALSE"}`,
        `keyUsage = critical, ${isCa ? "keyCertSign, cRLSign, digitalSignature" : "digitalSignature"}`,
        ...(isCa ? [] : ["authorityKeyIdentifier = keyid"]),
        ...(isCa ? [] : [`extendedKeyUsage = ${spec.usages.join(", ")}`]),
        ...(names.length === 0 ? [] : [`subjectAltName = ${names.join(", ")}`]),
    ];
    return `${lines.join("\n")}\n`;
}
