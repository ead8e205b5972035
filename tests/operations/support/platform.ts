import {
    V1MutatingWebhookConfiguration,
    V1ObjectMeta,
    V1Pod,
    V1Service,
    V1ValidatingWebhookConfiguration,
} from "@kubernetes/client-node";
import { WEBHOOKS } from "../../../components/pki/webhooks";
import { deployment, endpoints, make, ownedBy, secret } from "./kubernetesObjects";
import { gatewayAddress } from "./links";
import { base64, certificate, tlsData, type Pair } from "./pki";

const METALLB = "metallb-system";
const MULTICLUSTER = "linkerd-multicluster";

/** The trust anchor of the healthy mesh. */
export const ANCHOR = certificate("root.linkerd.cluster.local");
const WEBHOOK_CA = certificate("webhooks.linkerd.svc");
/** Certificates of the webhooks, the same in every cluster: a key takes time to make. */
const WEBHOOK_PAIRS: readonly (readonly [string, Pair])[] = WEBHOOKS.map((webhook) => [
    webhook,
    certificate(webhook, WEBHOOK_CA, { host: `${webhook}.linkerd.svc` }),
]);
const ISSUER = certificate("identity.linkerd.cluster.local", ANCHOR);

/** Service of type LoadBalancer that has an address. */
export function loadBalancer(namespace: string, name: string, ip: string) {
    return make(V1Service, {
        metadata: make(V1ObjectMeta, { name, namespace }),
        status: { loadBalancer: { ingress: [{ ip }] } },
    });
}

/** Metadata of the Secret in which Helm keeps a revision. */
export function revision(namespace: string, name: string, version: number, status: string) {
    return make(V1ObjectMeta, {
        namespace,
        name: `sh.helm.release.v1.${name}.v${version}`,
        labels: { owner: "helm", name, status, version: String(version) },
    });
}

/** A pod of MetalLB's DaemonSet. */
export function speaker(node: string, ready = true) {
    return make(V1Pod, {
        metadata: make(V1ObjectMeta, {
            name: `speaker-${node}`,
            namespace: METALLB,
            labels: { app: "metallb", component: "speaker" },
            ownerReferences: [
                { apiVersion: "apps/v1", kind: "DaemonSet", name: "speaker", uid: "1" },
            ],
        }),
        spec: { nodeName: node, containers: [{ name: "speaker" }] },
        status: { conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
    });
}

function webhookConfiguration(webhook: string) {
    return {
        metadata: make(V1ObjectMeta, {
            name: `${webhook}-webhook-config`,
            annotations: ownedBy("linkerd", "linkerd-control-plane"),
        }),
        webhooks: [
            {
                name: `${webhook}.linkerd.io`,
                admissionReviewVersions: ["v1"],
                sideEffects: "None",
                clientConfig: { caBundle: base64(WEBHOOK_CA.cert) },
            },
        ],
    };
}

/** MetalLB, the gateway's Service, certificates and Helm's releases in one healthy cluster. */
export function platformObjects(cluster: string) {
    const address = gatewayAddress(cluster);
    const pool = { name: "primary", namespace: METALLB };
    return {
        ipAddressPools: [
            {
                metadata: make(V1ObjectMeta, pool),
                spec: { addresses: [`${address}-${address.replace(/0$/, "9")}`] },
            },
        ],
        l2Advertisements: [
            { metadata: make(V1ObjectMeta, pool), spec: { ipAddressPools: ["primary"] } },
        ],
        deployments: [
            deployment(METALLB, "controller", { app: "metallb", component: "controller" }),
        ],
        pods: [speaker(`${cluster}-node1`)],
        services: [loadBalancer(MULTICLUSTER, "linkerd-gateway", address)],
        endpoints: [endpoints(MULTICLUSTER, "linkerd-gateway", "10.233.66.3", 4143)],
        secrets: [
            secret("linkerd", "linkerd-identity-issuer", {}, tlsData(ISSUER)),
            ...WEBHOOK_PAIRS.map(([webhook, pair]) =>
                secret("linkerd", `${webhook}-k8s-tls`, {}, tlsData(pair)),
            ),
        ],
        mutatingWebhooks: [
            make(V1MutatingWebhookConfiguration, webhookConfiguration("linkerd-proxy-injector")),
        ],
        validatingWebhooks: ["linkerd-sp-validator", "linkerd-policy-validator"].map((webhook) =>
            make(V1ValidatingWebhookConfiguration, webhookConfiguration(webhook)),
        ),
        helmReleases: [
            revision("linkerd", "linkerd-crds", 1, "deployed"),
            revision("linkerd", "linkerd-control-plane", 1, "superseded"),
            revision("linkerd", "linkerd-control-plane", 2, "deployed"),
            revision(MULTICLUSTER, "linkerd-multicluster", 1, "deployed"),
            revision("linkerd-smi", "linkerd-smi", 1, "deployed"),
        ],
    };
}
