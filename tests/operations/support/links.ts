import {
    V1ConfigMap,
    V1Lease,
    V1MutatingWebhookConfiguration,
    V1Node,
    V1ObjectMeta,
} from "@kubernetes/client-node";
import { linkSpec } from "../../../components/linkerd/linkSpec";
import { mirrorLabels, podSelector, probeService } from "../../../components/linkerd/mirrorObjects";
import { remoteKubeconfig } from "../../../components/linkerd/remoteKubeconfig";
import type { CredentialsView } from "../../../operations/view/credentialsView";
import type { KubernetesView } from "../../../operations/view/kubernetesView";
import {
    BUNDLE,
    deployment,
    endpoints,
    make,
    namespace,
    pod,
    secret,
    service,
} from "./kubernetesObjects";
import { sampleObjects } from "./sample";

/** When everything was looked at. */
export const NOW = new Date("2026-11-25T12:00:00Z");

const MC = "linkerd-multicluster";

/** Address of a gateway in its own network: the tens of the second part are the cluster's number. */
export function gatewayAddress(cluster: string): string {
    return `10.${cluster.replace(/\D/g, "")}0.0.150`;
}

/** URL of an API server as the other clusters use it. */
export function apiServer(cluster: string): string {
    return `https://203.0.113.${cluster.replace(/\D/g, "")}1:6443`;
}

/** Credentials of `source` in `target` as they should be. */
export function healthyCredentials(source: string, target: string): CredentialsView {
    return {
        server: apiServer(target),
        user: `system:serviceaccount:${MC}:linkerd-service-mirror-remote-access-${source}`,
        missing: [],
        excess: [],
        grants: [],
    };
}

/** The kubeconfig of `source` for `target`, base64 as in a Secret. */
export function kubeconfigData(source: string, target: string): string {
    const text = remoteKubeconfig({
        name: target,
        apiServer: apiServer(target),
        certificateAuthorityData: "Q0E=",
        accountName: `linkerd-service-mirror-remote-access-${source}`,
        token: `token of ${source} in ${target}`,
    });
    return Buffer.from(text).toString("base64");
}

/** What a link needs and makes in its source. */
function linkObjects(cluster: string, peer: string) {
    const name = `linkerd-service-mirror-${peer}`;
    const address = gatewayAddress(peer);
    const lease = make(V1Lease, {
        metadata: make(V1ObjectMeta, { name: `service-mirror-write-${peer}`, namespace: MC }),
        spec: {
            holderIdentity: `${name}-5f7d-abcde`,
            leaseDurationSeconds: 30,
            renewTime: new Date(NOW.getTime() - 5000).toISOString(),
        },
    });
    const marks = {
        labels: { "multicluster.linkerd.io/cluster-name": peer },
        annotations: {
            "multicluster.linkerd.io/trust-domain": "cluster.local",
            "multicluster.linkerd.io/cluster-domain": "cluster.local",
        },
    };
    const kubeconfig = kubeconfigData(cluster, peer);
    return {
        link: {
            metadata: make(V1ObjectMeta, { name: peer, namespace: MC }),
            spec: {
                ...linkSpec({
                    name: peer,
                    clusterDomain: "cluster.local",
                    trustDomain: "cluster.local",
                }),
                gatewayAddress: address,
            },
        },
        deployment: deployment(MC, name, mirrorLabels(peer), podSelector(peer)),
        pod: pod(MC, name, podSelector(peer), { container: "service-mirror" }),
        lease,
        probe: service(MC, `probe-gateway-${peer}`, probeService(peer).labels),
        endpoints: endpoints(MC, `probe-gateway-${peer}`, address, 4191),
        secrets: [
            secret(MC, `cluster-credentials-${peer}`, {}, { kubeconfig }),
            secret("linkerd", `cluster-credentials-${peer}`, marks, { kubeconfig }),
            secret(MC, `linkerd-service-mirror-remote-access-${peer}-token`, {}, { token: "dA==" }),
        ],
    };
}

function component(name: string) {
    return { "linkerd.io/control-plane-component": name };
}

/** What Linkerd, its extensions, the links and the sample are made of in one healthy cluster. */
export function healthyMeshObjects(cluster: string, peers: readonly string[], exporter: string) {
    const links = peers.map((peer) => linkObjects(cluster, peer));
    const sample = sampleObjects(cluster, exporter, gatewayAddress(exporter));
    const components = ["identity", "destination", "proxy-injector"];
    const gateway = { app: "linkerd-gateway" };
    const pods = [
        ...components.map((name) =>
            pod("linkerd", `linkerd-${name}`, component(name), {
                annotations: {},
                bundle: `${BUNDLE}\n`,
            }),
        ),
        pod(MC, "linkerd-gateway", gateway, { container: "pause" }),
        ...links.map((link) => link.pod),
        pod("linkerd-smi", "smi-adaptor", { component: "smi-adaptor" }),
        ...sample.pods,
    ];
    return {
        nodes: [
            make(V1Node, {
                metadata: make(V1ObjectMeta, { name: `${cluster}-node1` }),
                status: { addresses: [{ type: "InternalIP", address: "10.0.0.11" }] },
            }),
        ],
        namespaces: [
            namespace("linkerd"),
            namespace(MC),
            namespace("linkerd-smi"),
            namespace("sample", { "linkerd.io/inject": "enabled" }),
        ],
        services: [...links.map(({ probe }) => probe), ...sample.services],
        deployments: [
            ...components.map((name) => deployment("linkerd", `linkerd-${name}`)),
            deployment(MC, "linkerd-gateway"),
            ...links.map((link) => link.deployment),
            deployment("linkerd-smi", "smi-adaptor"),
            ...sample.deployments,
        ],
        pods,
        injectedPods: [...pods],
        secrets: links.flatMap(({ secrets }) => secrets),
        configMaps: [
            make(V1ConfigMap, {
                metadata: make(V1ObjectMeta, {
                    name: "linkerd-identity-trust-roots",
                    namespace: "linkerd",
                }),
                data: { "ca-bundle.crt": BUNDLE },
            }),
        ],
        endpoints: [...links.map((link) => link.endpoints), ...sample.endpoints],
        leases: links.map(({ lease }) => lease),
        mutatingWebhooks: [
            make(V1MutatingWebhookConfiguration, {
                metadata: make(V1ObjectMeta, { name: "linkerd-proxy-injector-webhook-config" }),
            }),
        ],
        links: links.map(({ link }) => link),
        trafficSplits: sample.trafficSplits,
        serviceProfiles: sample.serviceProfiles,
    } satisfies Partial<KubernetesView>;
}
