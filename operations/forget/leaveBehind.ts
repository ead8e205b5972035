import { z } from "zod";

const Resource = z.looseObject({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean().optional(),
    parent: z.string().optional(),
    inputs: z.record(z.string(), z.unknown()).optional(),
    outputs: z.record(z.string(), z.unknown()).optional(),
});

/** What `pulumi stack export` prints, as far as it is read; the rest is kept as it is. */
export const State = z.looseObject({
    deployment: z.looseObject({ resources: z.array(Resource).default([]) }),
});

type StateResource = z.infer<typeof Resource>;

/** What is lost with a cluster. */
export type Lost = "Kubernetes" | "nodes" | "OpenStack";

/** A state whose resources of one cluster are left behind, and how many they are. */
export interface LeftBehind {
    readonly state: z.infer<typeof State>;
    readonly counts: Readonly<Record<Lost, number>>;
}

const CLUSTER = "linkerd-multicluster:stacks:Cluster";
const LINK = "linkerd-multicluster:linkerd:Link";
const ROUTE = "linkerd-multicluster:nodes:GatewayRoute";
const CHECK = "pulumi-nodejs:dynamic/linkerd-multicluster:removal:CutOffCheck";
const PROVIDER = "pulumi:providers:kubernetes";

/** One without a cluster: the plugin asks none, where with a dead one it waits for minutes before it begins. */
const NO_KUBECONFIG = { kubeconfig: "{}" };

/** What a resource of a cluster is lost with; undefined for what the program makes by itself, as keys are. */
function lostWith({ type, custom }: StateResource): Lost | undefined {
    if (custom !== true || type.startsWith("pulumi:providers:")) return undefined;
    if (/^(openstack|pulumi-nodejs:dynamic\/linkerd-multicluster:openstack):/.test(type)) {
        return "OpenStack";
    }
    if (type.startsWith("command:")) return "nodes";
    return /^(kubernetes|pulumi-nodejs):/.test(type) ? "Kubernetes" : undefined;
}

function nameOf({ urn }: StateResource): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Names of the clusters that a state has resources of, sorted: a state has them in any order. */
export function clustersOf({ deployment }: z.infer<typeof State>): string[] {
    return deployment.resources
        .filter(({ type }) => type === CLUSTER)
        .map(nameOf)
        .sort();
}

/**
 * The state after which the engine drops the resources of one cluster without asking anything of it:
 * each is marked as by the option `retainOnDelete`. Pure.
 *
 * Marked and not removed, because others depend on them and the engine removes those in its own
 * order. Its provider loses the kubeconfig. The next `up` of a configuration that has the cluster takes the marks away again.
 */
export function leaveBehind(
    state: z.infer<typeof State>,
    cluster: string,
    lost: readonly Lost[],
): LeftBehind {
    // It would ask the cluster who uses the mesh. Nothing depends on it, and the next `up` makes it anew.
    const resources = state.deployment.resources.filter(({ type }) => type !== CHECK);
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const belongs = (resource: StateResource | undefined): boolean => {
        if (resource === undefined) return false;
        const name = nameOf(resource);
        if (resource.type === CLUSTER) return name === cluster;
        // No name of a cluster has the words to and routes in it.
        if (resource.type === LINK) return name.startsWith(`${cluster}-to-`);
        if (resource.type === ROUTE) return name.startsWith(`${cluster}-routes-`);
        return belongs(byUrn.get(resource.parent ?? ""));
    };
    const counts = { Kubernetes: 0, nodes: 0, OpenStack: 0 };
    const marked = resources.map((resource) => {
        if (resource.type === PROVIDER && belongs(resource)) {
            const { inputs, outputs } = resource;
            return {
                ...resource,
                inputs: { ...inputs, ...NO_KUBECONFIG },
                outputs: { ...outputs, ...NO_KUBECONFIG },
            };
        }
        const what = lostWith(resource);
        if (what === undefined || !lost.includes(what) || !belongs(resource)) return resource;
        counts[what]++;
        // The engine would refuse to let go of a protected one.
        return { ...resource, retainOnDelete: true, protect: false };
    });
    return { state: { ...state, deployment: { ...state.deployment, resources: marked } }, counts };
}
