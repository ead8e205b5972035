import { WEBHOOKS } from "../../components/pki/webhooks";

/** Type and name of a resource. */
export type Entry = readonly [type: string, name: string];

/** A generation of the trust anchor. */
export function anchorEntries(generation: number): Entry[] {
    const name = `trust-anchor-g${String(generation)}`;
    return [
        ["linkerd-multicluster:pki:TrustAnchor", name],
        ["tls:index/privateKey:PrivateKey", `${name}-key`],
        ["tls:index/selfSignedCert:SelfSignedCert", `${name}-cert`],
    ];
}

/** A cluster that these peers have links to. */
export function clusterEntries(
    name: string,
    peers: readonly string[],
    readsGateway = false,
): Entry[] {
    return [
        ["linkerd-multicluster:stacks:Cluster", name],
        ["pulumi:providers:kubernetes", `${name}-kubernetes`],
        ["linkerd-multicluster:pki:IdentityIssuer", `${name}-issuer`],
        ["tls:index/privateKey:PrivateKey", `${name}-issuer-key-g1`],
        ["tls:index/certRequest:CertRequest", `${name}-issuer-request-g1`],
        ["tls:index/locallySignedCert:LocallySignedCert", `${name}-issuer-cert-g1`],
        ["linkerd-multicluster:pki:WebhookCertificates", `${name}-webhooks`],
        ["tls:index/privateKey:PrivateKey", `${name}-webhooks-ca-key`],
        ["tls:index/selfSignedCert:SelfSignedCert", `${name}-webhooks-ca-cert-g1`],
        ...WEBHOOKS.flatMap((webhook): Entry[] => [
            ["tls:index/privateKey:PrivateKey", `${name}-webhooks-${webhook}-key`],
            ["tls:index/certRequest:CertRequest", `${name}-webhooks-${webhook}-request`],
            [
                "tls:index/locallySignedCert:LocallySignedCert",
                `${name}-webhooks-${webhook}-cert-g1`,
            ],
        ]),
        ["linkerd-multicluster:linkerd:ControlPlane", `${name}-linkerd`],
        ["kubernetes:core/v1:Namespace", `${name}-linkerd-namespace`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-issuer`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-linkerd-proxy-injector`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-linkerd-sp-validator`],
        ["kubernetes:core/v1:Secret", `${name}-linkerd-linkerd-policy-validator`],
        ["kubernetes:helm.sh/v3:Release", `${name}-linkerd-crds`],
        ["kubernetes:helm.sh/v3:Release", `${name}-linkerd-release`],
        ["linkerd-multicluster:linkerd:Multicluster", `${name}-multicluster`],
        ["kubernetes:core/v1:Namespace", `${name}-multicluster-namespace`],
        ["kubernetes:helm.sh/v3:Release", `${name}-multicluster-release`],
        ...(readsGateway
            ? [["kubernetes:core/v1:Service", `${name}-multicluster-gateway`] as const]
            : []),
        ...peers.flatMap((peer): Entry[] => {
            const access = `${name}-access-${peer}`;
            return [
                ["linkerd-multicluster:linkerd:RemoteAccess", access],
                ["kubernetes:core/v1:ServiceAccount", `${access}-account`],
                ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", `${access}-role`],
                ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", `${access}-binding`],
                ["kubernetes:core/v1:Secret", `${access}-token`],
            ];
        }),
        ["linkerd-multicluster:linkerd:Smi", `${name}-smi`],
        ["kubernetes:core/v1:Namespace", `${name}-smi-namespace`],
        ["kubernetes:helm.sh/v3:Release", `${name}-smi-release`],
        ["kubernetes:apps/v1:DeploymentPatch", `${name}-smi-adaptor`],
    ];
}

/** A link, by its name. */
export function linkEntries(link: string): Entry[] {
    const mirror = `${link}-service-mirror`;
    const rbac = "kubernetes:rbac.authorization.k8s.io/v1";
    return [
        ["linkerd-multicluster:linkerd:Link", link],
        ["kubernetes:core/v1:Secret", `${link}-credentials`],
        ["kubernetes:core/v1:Secret", `${link}-destination-credentials`],
        ["kubernetes:multicluster.linkerd.io/v1alpha1:Link", `${link}-link`],
        ["linkerd-multicluster:linkerd:ServiceMirror", mirror],
        ["kubernetes:core/v1:ServiceAccount", `${mirror}-account`],
        [`${rbac}:ClusterRole`, `${mirror}-local-role`],
        [`${rbac}:ClusterRoleBinding`, `${mirror}-local-binding`],
        [`${rbac}:Role`, `${mirror}-credentials-role`],
        [`${rbac}:RoleBinding`, `${mirror}-credentials-binding`],
        ["kubernetes:core/v1:Service", `${mirror}-probe`],
        ["pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup", `${mirror}-cleanup`],
        ["kubernetes:apps/v1:Deployment", `${mirror}-deployment`],
    ];
}

/** The sample in one cluster, in the one that exports it or in another. */
export function sampleEntries(name: string, exports: boolean): Entry[] {
    const sample = `${name}-sample`;
    const shared: Entry[] = [
        ["linkerd-multicluster:sample:Helloworld", sample],
        ["kubernetes:core/v1:Namespace", `${sample}-namespace`],
        ["kubernetes:core/v1:Service", `${sample}-helloworld-service`],
        ["kubernetes:apps/v1:Deployment", `${sample}-helloworld-${exports ? "v1" : "v2"}`],
    ];
    if (exports) return shared;
    return [
        ...shared,
        ["kubernetes:core/v1:ServiceAccount", `${sample}-sleep-account`],
        ["kubernetes:core/v1:Service", `${sample}-sleep-service`],
        ["kubernetes:apps/v1:Deployment", `${sample}-sleep`],
        ["kubernetes:split.smi-spec.io/v1alpha1:TrafficSplit", `${sample}-split`],
    ];
}

/** The mesh itself. */
export const MESH: Entry = ["linkerd-multicluster:stacks:Mesh", "mesh"];

/** What looks who uses the mesh before it goes. */
export const CUT_OFF_CHECK: Entry = [
    "pulumi-nodejs:dynamic/linkerd-multicluster:removal:CutOffCheck",
    "cut-off-check",
];
