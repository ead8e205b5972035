import { execa } from "execa";
import { parse } from "yaml";

/** A Kubernetes object as JSON. */
export interface KubernetesObject {
    readonly kind: string;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly [field: string]: unknown;
}

/** The ten objects of a link to `target`, as `resource namespace name`. */
export function linkObjectNames(target: string): readonly (readonly [string, string, string])[] {
    const extension = "linkerd-multicluster";
    const mirror = `linkerd-service-mirror-${target}`;
    const local = `linkerd-service-mirror-access-local-resources-${target}`;
    const remote = `linkerd-service-mirror-read-remote-creds-${target}`;
    return [
        ["secret", extension, `cluster-credentials-${target}`],
        ["secret", "linkerd", `cluster-credentials-${target}`],
        ["link.multicluster.linkerd.io", extension, target],
        ["clusterrole", "", local],
        ["clusterrolebinding", "", local],
        ["role", extension, remote],
        ["rolebinding", extension, remote],
        ["serviceaccount", extension, mirror],
        ["deployment", extension, mirror],
        ["service", extension, `probe-gateway-${target}`],
    ];
}

/** Fields that the API server or a controller writes, not whoever applied the object. */
const SERVER_METADATA = [
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "managedFields",
    "selfLink",
];

/** Who applied the object leaves these notes; they say nothing about the link. */
const APPLIER_ANNOTATIONS = ["kubectl.kubernetes.io/last-applied-configuration"];

/** Without what the server adds, and with the credentials taken apart. */
export function normalise(object: KubernetesObject): KubernetesObject {
    const copy = structuredClone(object) as Record<string, unknown> & KubernetesObject;
    const metadata = copy.metadata as Record<string, unknown>;
    for (const field of SERVER_METADATA) Reflect.deleteProperty(metadata, field);
    const annotations = metadata["annotations"] as Record<string, unknown> | undefined;
    for (const key of APPLIER_ANNOTATIONS) Reflect.deleteProperty(annotations ?? {}, key);
    if (annotations && Object.keys(annotations).length === 0) {
        Reflect.deleteProperty(metadata, "annotations");
    }
    Reflect.deleteProperty(copy, "status");
    const spec = copy["spec"] as Record<string, unknown> | undefined;
    if (copy.kind === "Service" && spec) {
        // The API server hands out another address to every Service.
        Reflect.deleteProperty(spec, "clusterIP");
        Reflect.deleteProperty(spec, "clusterIPs");
    }
    const data = copy["data"] as Record<string, string> | undefined;
    if (copy.kind === "Secret" && data?.["kubeconfig"] !== undefined) {
        const kubeconfig: unknown = parse(Buffer.from(data["kubeconfig"], "base64").toString());
        Object.assign(copy, { data: { ...data, kubeconfig } });
    }
    return copy;
}

/** Reads the ten objects from the source cluster, normalised, in the order of their names. */
export async function readLinkObjects(
    kubectl: string,
    kubeconfig: string,
    target: string,
): Promise<KubernetesObject[]> {
    const objects: KubernetesObject[] = [];
    for (const [resource, namespace, name] of linkObjectNames(target)) {
        const place = namespace === "" ? [] : ["--namespace", namespace];
        const { stdout } = await execa(kubectl, [
            "--kubeconfig",
            kubeconfig,
            "get",
            resource,
            name,
            ...place,
            "--output=json",
        ]);
        objects.push(normalise(JSON.parse(stdout) as KubernetesObject));
    }
    return objects;
}

/** One leaf that differs: its path, and both values (`undefined` when absent). */
export interface Difference {
    readonly path: string;
    readonly ours: unknown;
    readonly theirs: unknown;
}

/** Every leaf that differs between two JSON values, sorted by path. */
export function differences(ours: unknown, theirs: unknown, path = ""): Difference[] {
    if (isTree(ours) && isTree(theirs)) {
        const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
        return [...keys]
            .sort()
            .flatMap((key) => differences(ours[key], theirs[key], `${path}/${key}`));
    }
    return Object.is(ours, theirs) ? [] : [{ path, ours, theirs }];
}

function isTree(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}
