import { CLUSTERS, OURS, refuses } from "../../../support/configCases";

const KEY = "a private key never passes through Helm values; remove it";
const DERIVED = "the links rely on the value that the program writes; remove it";

function values(chart: string, content: unknown) {
    return { clusters: CLUSTERS, chartValues: { [chart]: content } };
}

describe("reservedHelmValueProblems", () => {
    const pem = "-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----\n";
    refuses([
        [
            "private keys, wherever they stand",
            {
                clusters: CLUSTERS,
                chartValues: {
                    controlPlane: {
                        identity: { issuer: { tls: { crtPEM: "x", keyPEM: "hunter2" } } },
                        proxyInjector: { keyPEM: "hunter2" },
                    },
                    multicluster: { podAnnotations: { note: pem }, extra: [{ inner: pem }] },
                },
            },
            [
                `chartValues.controlPlane.identity.issuer.tls.keyPEM is [secret]: ${KEY}`,
                `chartValues.controlPlane.proxyInjector.keyPEM is [secret]: ${KEY}`,
                `chartValues.multicluster.podAnnotations.note is a text of 62 characters: ${KEY}`,
                `chartValues.multicluster.extra is a list of 1: ${KEY}`,
            ],
        ],
        [
            "certificates of others",
            values("controlPlane", {
                identityTrustAnchorsPEM: "x",
                identity: { externalCA: true, issuer: { scheme: "linkerd.io/tls" } },
                proxyInjector: { externalSecret: false },
                profileValidator: { caBundle: "x" },
                policyValidator: { injectCaFrom: "x" },
            }),
            [
                `chartValues.controlPlane.identityTrustAnchorsPEM is [secret]: ${OURS}`,
                `chartValues.controlPlane.identity.externalCA is true: ${OURS}`,
                `chartValues.controlPlane.identity.issuer.scheme is "linkerd.io/tls": ${OURS}`,
                `chartValues.controlPlane.proxyInjector.externalSecret is false: ${OURS}`,
                `chartValues.controlPlane.profileValidator.caBundle is "x": ${OURS}`,
                `chartValues.controlPlane.policyValidator.injectCaFrom is "x": ${OURS}`,
            ],
        ],
        [
            "what would take owned values away",
            values("controlPlane", { identity: null, proxyInjector: "off" }),
            [
                "chartValues.controlPlane.identity is null: write an object; the program owns identity.externalCA in it",
                'chartValues.controlPlane.proxyInjector is "off": write an object; the program owns proxyInjector.externalSecret in it',
            ],
        ],
        [
            "what the links are made from",
            values("multicluster", {
                gateway: { port: 4144, probe: { seconds: 1 }, loadBalancerIP: "10.0.0.1" },
                remoteMirrorServiceAccount: true,
                linkerdNamespace: "mesh",
            }),
            [
                `chartValues.multicluster.gateway.port is 4144: ${DERIVED}`,
                `chartValues.multicluster.gateway.probe is an object: ${DERIVED}`,
                'chartValues.multicluster.gateway.loadBalancerIP is "10.0.0.1": write the key clusters[].gateway.ip instead',
                `chartValues.multicluster.remoteMirrorServiceAccount is true: ${DERIVED}`,
                `chartValues.multicluster.linkerdNamespace is "mesh": ${DERIVED}`,
            ],
        ],
        [
            "what the adaptor is told of its cluster",
            values("smi", {
                clusterDomain: "east.local",
                linkerdNamespace: "mesh",
                imagePullSecrets: [],
                adaptor: { resources: {} },
            }),
            [
                'chartValues.smi.clusterDomain is "east.local": write the key clusters[].clusterDomain instead',
                'chartValues.smi.linkerdNamespace is "mesh": the program installs the control plane in linkerd and writes this value itself; remove it',
                "chartValues.smi.imagePullSecrets is a list of 0: write the key imagePullSecrets instead",
            ],
        ],
        [
            "what has a key of its own",
            values("crds", { enableHttpRoutes: false }),
            [
                "chartValues.crds.enableHttpRoutes is false: write the key clusters[].gatewayApiCrds instead",
            ],
        ],
        [
            "values that are no object",
            values("crds", "x"),
            [
                'chartValues.crds is "x": write an object of Helm values, for example {"podLabels": {"team": "mesh"}}',
            ],
        ],
    ]);
});
