import type { KubernetesObject } from "@kubernetes/client-node";
import {
    ApiException,
    AppsV1Api,
    CoreV1Api,
    KubeConfig,
    KubernetesObjectApi,
    PatchStrategy,
} from "@kubernetes/client-node";
import pRetry from "p-retry";
import type { NodeAddresses } from "../settings/addresses";
import type { Manifest } from "./manifest";

const FIELD_MANAGER = "sandbox";
const FIRST = ["Namespace", "CustomResourceDefinition"];

/** Connections to one cluster's API server. */
export interface ClusterApi {
    readonly core: CoreV1Api;
    readonly apps: AppsV1Api;
    readonly objects: KubernetesObjectApi;
}

/** Connects with a kubeconfig file. */
export function clusterApi(kubeconfigFile: string): ClusterApi {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfigFile);
    return {
        core: config.makeApiClient(CoreV1Api),
        apps: config.makeApiClient(AppsV1Api),
        objects: KubernetesObjectApi.makeApiClient(config),
    };
}

/** Makes objects, or changes them to what is given here; other fields stay as they are. */
export async function applyObjects(
    { objects }: ClusterApi,
    wanted: readonly Manifest[],
): Promise<void> {
    // What others lie in, or are instances of, before the others; each half at once.
    const isFirst = ({ kind }: Manifest) => FIRST.includes(kind);
    await Promise.all(wanted.filter(isFirst).map((object) => applyObject(objects, object)));
    const rest = wanted.filter((object) => !isFirst(object));
    await Promise.all(rest.map((object) => applyObject(objects, object)));
}

async function applyObject(api: KubernetesObjectApi, manifest: Manifest): Promise<void> {
    const object = forClient(manifest);
    const apply = () =>
        api.patch(object, undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply);
    // A custom resource is unknown for a moment after its definition, and a namespace without its
    // account for a moment after its start.
    await pRetry(apply, { retries: 100, minTimeout: 200, factor: 1, shouldRetry: isTooEarly });
}

/** Makes an object unless one of that name is there, whatever it holds. */
export async function createObject(api: ClusterApi, object: Manifest): Promise<void> {
    try {
        await api.objects.create(forClient(object));
    } catch (error) {
        if (!(error instanceof ApiException && error.code === 409)) throw error;
    }
}

/**
 * The Node object before its kubelet starts: with the pod network that the static routes assume, and
 * the label of control plane nodes, which kubelets may not give themselves.
 */
export function nodeObject(node: NodeAddresses): Manifest {
    const role = node.index === 1 ? "control-plane" : "worker";
    return {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: node.name, labels: { [`node-role.kubernetes.io/${role}`]: "" } },
        spec: { podCIDR: node.podCidr, podCIDRs: [node.podCidr] },
    };
}

/** The client's types ask for instances of its own classes where it takes any object of that shape. */
function forClient(manifest: unknown): KubernetesObject {
    return manifest as KubernetesObject;
}

function isTooEarly({ error }: { error: Error }): boolean {
    if (!(error instanceof ApiException)) {
        // "Unrecognized API version and kind" from the client's own look-up of resources.
        return error.message.startsWith("Unrecognized API version");
    }
    return [404, 429, 500, 503].includes(error.code);
}
