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
import type { LinkerdVersion } from "../../../components/linkerd/versions";
import type { CredentialsView } from "../../../operations/view/credentialsView";
import type { KubernetesView } from "../../../operations/view/kubernetesView";
import {
    BUNDLE,
    deployment,
    endpoints,
    MADE_BY_ENGINE,
    make,
    namespace,
    ownedBy,
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

/** Labels of a link's controller and of its pods, whoever makes it. */
function controllerLabels({ generation }: LinkerdVersion, peer: string) {
    if (generation.controllersFrom === "program") {
        return { own: mirrorLabels(peer), pods: podSelector(peer) };
    }
    const pods = { component: "controller", "mirror.linkerd.io/cluster-name": peer };
    return { own: pods, pods };
}

/** The object, with marks of who made it. */
function marked<T extends { readonly metadata: V1ObjectMeta }>(object: T, marks: object): T {
    Object.assign(object.metadata, marks);
    return object;
}

/** What a link needs and makes in its source. */
function linkObjects(cluster: string, peer: string, version: LinkerdVersion) {
    const { generation } = version;
    const name = generation.controllerName(peer);
    const probe = generation.probeServiceName(peer);
    const made =
        generation.controllersFrom === "program"
            ? MADE_BY_ENGINE
            : { annotations: ownedBy(MC, "linkerd-multicluster") };
    const labels = controllerLabels(version, peer);
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
    const spec = linkSpec({
        name: peer,
        clusterDomain: "cluster.local",
        trustDomain: "cluster.local",
    });
    const probeSpec = {
        ...spec.probeSpec,
        // Defaults of the CRD since 2.18.
        ...(version.series === "2.14" ? {} : { failureThreshold: "3", timeout: "30s" }),
    };
    return {
        link: {
            metadata: make(V1ObjectMeta, {
                name: peer,
                namespace: MC,
                ...generation.linkMetadata(version.linkerd),
            }),
            spec: { ...spec, probeSpec, gatewayAddress: address },
        },
        deployment: marked(deployment(MC, name, labels.own, labels.pods), made),
        pod: pod(MC, name, labels.pods, { container: generation.controllerContainer }),
        lease,
        probe: marked(service(MC, probe, probeService(peer).labels), made),
        endpoints: endpoints(MC, probe, address, 4191),
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
export function healthyMeshObjects(
    cluster: string,
    peers: readonly string[],
    exporter: string,
    version: LinkerdVersion,
) {
    const { split, controllersFrom } = version.generation;
    const links = peers.map((peer) => linkObjects(cluster, peer, version));
    const sample = sampleObjects(cluster, exporter, gatewayAddress(exporter), split);
    const hasSmi = split === "TrafficSplit";
    // The chart makes it with or without Services that it would mirror.
    const localMirrors = controllersFrom === "chart" ? ["linkerd-local-service-mirror"] : [];
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
        ...localMirrors.map((name) =>
            pod(MC, name, { component: "local-service-mirror" }, { container: "service-mirror" }),
        ),
        ...(hasSmi ? [pod("linkerd-smi", "smi-adaptor", { component: "smi-adaptor" })] : []),
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
            ...(hasSmi ? [namespace("linkerd-smi")] : []),
            namespace("sample", { "linkerd.io/inject": "enabled" }),
        ],
        services: [...links.map(({ probe }) => probe), ...sample.services],
        deployments: [
            ...components.map((name) => deployment("linkerd", `linkerd-${name}`)),
            deployment(MC, "linkerd-gateway"),
            ...links.map((link) => link.deployment),
            ...localMirrors.map((name) => deployment(MC, name)),
            ...(hasSmi ? [deployment("linkerd-smi", "smi-adaptor")] : []),
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
        httpRoutes: sample.httpRoutes,
        serviceProfiles: sample.serviceProfiles,
    } satisfies Partial<KubernetesView>;
}
