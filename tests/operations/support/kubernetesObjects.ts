import {
    V1ConfigMap,
    V1Deployment,
    V1Endpoints,
    V1Namespace,
    V1ObjectMeta,
    V1Pod,
    V1Secret,
    V1Service,
} from "@kubernetes/client-node";
import { createHash } from "node:crypto";

/** What the API server remembers of objects that the program made itself. */
export const MADE_BY_ENGINE = { managedFields: [{ manager: "pulumi-kubernetes-1a2b3c4d" }] };

/** Annotations by which Helm knows what a release made. */
export function ownedBy(namespace: string, release: string): Record<string, string> {
    return {
        "meta.helm.sh/release-namespace": namespace,
        "meta.helm.sh/release-name": release,
    };
}

/** Trust anchors as the ConfigMap has them: without a line break at the end. */
export const BUNDLE = "-----BEGIN CERTIFICATE-----\nanchor\n-----END CERTIFICATE-----";

/** An object of one of the client's classes, which have no constructors that take fields. */
export function make<T extends object, Fields extends object>(
    kind: new () => T,
    fields: Fields,
): T & Fields {
    return Object.assign(new kind(), fields);
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

/** A namespace with its own label. */
export function namespace(name: string, annotations: Record<string, string> = {}) {
    return make(V1Namespace, {
        metadata: make(V1ObjectMeta, {
            name,
            annotations,
            labels: { "kubernetes.io/metadata.name": name },
            ...MADE_BY_ENGINE,
        }),
    });
}

/** A ready pod of a Deployment, with its proxy. */
export function pod(
    place: string,
    deployment: string,
    labels: Record<string, string>,
    {
        container = deployment,
        ip = "10.233.64.9",
        bundle = BUNDLE,
        annotations = { "linkerd.io/inject": "enabled" },
    }: {
        container?: string;
        ip?: string;
        bundle?: string;
        annotations?: Record<string, string>;
    } = {},
) {
    return make(V1Pod, {
        metadata: make(V1ObjectMeta, {
            name: `${deployment}-5f7d-abcde`,
            namespace: place,
            labels: {
                ...labels,
                "pod-template-hash": "5f7d",
                "linkerd.io/control-plane-ns": "linkerd",
            },
            annotations: { ...annotations, "linkerd.io/trust-root-sha256": sha256(bundle) },
            ownerReferences: [
                { apiVersion: "apps/v1", kind: "ReplicaSet", name: `${deployment}-5f7d`, uid: "1" },
            ],
        }),
        spec: { containers: [{ name: "linkerd-proxy" }, { name: container }] },
        status: {
            phase: "Running",
            podIP: ip,
            conditions: [{ type: "Ready", status: "True" }],
            containerStatuses: ["linkerd-proxy", container].map((name) => ({
                name,
                ready: true,
                image: name,
                imageID: name,
                restartCount: 0,
            })),
        },
    });
}

/** The pod with its proxy as an init container that goes on running, as 2.20 injects it. */
export function asNativeSidecar(pod: V1Pod): V1Pod {
    const isProxy = ({ name }: { readonly name: string }) => name === "linkerd-proxy";
    const { spec, status } = pod;
    if (spec === undefined || status === undefined) throw new Error("a pod without its parts");
    const statuses = status.containerStatuses ?? [];
    Object.assign(spec, {
        initContainers: spec.containers
            .filter(isProxy)
            .map((proxy) => Object.assign(proxy, { restartPolicy: "Always" })),
        containers: spec.containers.filter((container) => !isProxy(container)),
    });
    Object.assign(status, {
        initContainerStatuses: statuses.filter(isProxy),
        containerStatuses: statuses.filter((container) => !isProxy(container)),
    });
    return pod;
}

/** A Deployment with one available replica. */
export function deployment(
    place: string,
    name: string,
    labels: Record<string, string> = {},
    podLabels: Record<string, string> = {},
) {
    return make(V1Deployment, {
        metadata: make(V1ObjectMeta, { name, namespace: place, labels }),
        spec: {
            replicas: 1,
            selector: { matchLabels: podLabels },
            template: { metadata: make(V1ObjectMeta, { labels: podLabels }) },
        },
        status: { availableReplicas: 1 },
    });
}

/** A Service, in a namespace. */
export function service(
    place: string,
    name: string,
    labels: Record<string, string>,
    selector?: Record<string, string>,
) {
    return make(V1Service, {
        metadata: make(V1ObjectMeta, { name, namespace: place, labels }),
        spec: { ports: [{ name: "http", port: 5000 }], ...(selector && { selector }) },
    });
}

/** Endpoints that lead to one address. */
export function endpoints(place: string, name: string, ip: string, port: number) {
    return make(V1Endpoints, {
        metadata: make(V1ObjectMeta, { name, namespace: place }),
        subsets: [{ addresses: [{ ip }], ports: [{ port }] }],
    });
}

/** A ConfigMap in kube-system. */
export function systemConfigMap(name: string, data: Record<string, string>) {
    return make(V1ConfigMap, { metadata: make(V1ObjectMeta, { name }), data });
}

/** A Secret with labels or annotations. */
export function secret(place: string, name: string, marks: object, data: Record<string, string>) {
    return make(V1Secret, {
        metadata: make(V1ObjectMeta, { name, namespace: place, ...marks }),
        data,
    });
}
