import type * as kubernetes from "@kubernetes/client-node";
import { CONTROL_PLANE_NAMESPACE, PROGRAM_NAMESPACES } from "../linkerd/names";
import { ownerOf } from "../linkerd/podOwner";
import { kubernetesClient, requestLimit } from "../kubernetesClient";
import { HELLOWORLD, SAMPLE_NAMESPACE, SLEEP } from "../sample/names";

/** What of the operator's own uses the mesh in a cluster, sorted. */
export interface MeshUse {
    /** Services that were asked for, as `namespace/name`. */
    readonly services: readonly string[];
    /** What makes the pods with a proxy, as `Deployment namespace/name`. */
    readonly workloads: readonly string[];
}

/** Names in the sample's namespace: a mirror has the cluster's name at its end, a Deployment the version's. */
const SAMPLE_NAME = new RegExp(`^(${HELLOWORLD}(-.+)?|${SLEEP})$`);

/** At most this many are named: an error stays a few lines long. */
const NAMED = 10;

function isOfProgram(namespace: string, name: string): boolean {
    return (
        PROGRAM_NAMESPACES.includes(namespace) ||
        (namespace === SAMPLE_NAMESPACE && SAMPLE_NAME.test(name))
    );
}

/** Leaves out what the program made, and names the rest. Pure. */
export function meshUse(
    services: readonly kubernetes.V1Service[],
    pods: readonly kubernetes.V1Pod[],
): MeshUse {
    const named = services.map(({ metadata }) => ({
        namespace: metadata?.namespace ?? "",
        name: metadata?.name ?? "",
        told: `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`,
    }));
    const owned = pods.map((pod) => {
        const { kind, name } = ownerOf(pod);
        const namespace = pod.metadata?.namespace ?? "";
        return { namespace, name, told: `${kind} ${namespace}/${name}` };
    });
    const own = (found: typeof named) =>
        [
            ...new Set(
                found
                    .filter(({ namespace, name }) => !isOfProgram(namespace, name))
                    .map(({ told }) => told),
            ),
        ].sort();
    return { services: own(named), workloads: own(owned) };
}

/**
 * Asks a cluster for the Services that `labelSelector` selects and for every pod with a proxy, and
 * gives up after half a minute.
 */
export async function lookAtMeshUse(kubeconfig: string, labelSelector: string): Promise<MeshUse> {
    const client = kubernetesClient();
    const config = new client.KubeConfig();
    config.loadFromString(kubeconfig);
    const core = config.makeApiClient(client.CoreV1Api);
    const limit = requestLimit();
    const meshed = {
        labelSelector: `linkerd.io/control-plane-ns=${CONTROL_PLANE_NAMESPACE}`,
        fieldSelector: "status.phase!=Succeeded,status.phase!=Failed",
    };
    const [services, pods] = await Promise.all([
        core.listServiceForAllNamespaces({ labelSelector }, limit),
        core.listPodForAllNamespaces(meshed, limit),
    ]);
    return meshUse(services.items, pods.items);
}

/** Names in a sentence: the first of them, and how many more there are. Pure. */
export function namedUse(names: readonly string[]): string {
    const rest = names.length - NAMED;
    return rest > 0 ? `${names.slice(0, NAMED).join(", ")} and ${rest} more` : names.join(", ");
}
