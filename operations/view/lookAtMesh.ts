import type { LinkConfig } from "../../stacks/configuration/types/meshConfig";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../stacks/configuration/types/plainConfig";
import type { CredentialsView } from "./credentialsView";
import type { KubernetesView } from "./kubernetesView";
import type { RequestFailure } from "../../stacks/survey/requestFailure";
import type { Look } from "../../stacks/survey/look";
import { lookAtClouds } from "../../stacks/survey/lookAtClouds";
import { lookAtCredentials } from "./lookAtCredentials";
import { lookAtGatewayAlive } from "./lookAtGatewayAlive";
import { lookAtKubernetes } from "./lookAtKubernetes";
import { lookAtNodes } from "./lookAtNodes";
import { lookAtReach } from "./lookAtReach";
import type { ClusterView, MeshView, StackOutputs } from "./meshView";

/** What is known of a mesh before it is looked at. */
export interface LookOptions {
    /** Name of the stack. */
    readonly stack: string;
    /** Whether the question is if `pulumi up` can succeed. */
    readonly pre: boolean;
    readonly outputs?: StackOutputs;
    readonly now: Date;
}

/** What looks at the parts of a mesh. */
export interface Probes {
    readonly kubernetes: (
        cluster: PlainClusterConfig,
    ) => Promise<Look<KubernetesView, RequestFailure>>;
    readonly clouds: typeof lookAtClouds;
    readonly nodes: typeof lookAtNodes;
    readonly reach: typeof lookAtReach;
    readonly credentials: typeof lookAtCredentials;
    readonly gatewayAlive: typeof lookAtGatewayAlive;
}

const NETWORK_PROBES: Probes = {
    kubernetes: (cluster) => lookAtKubernetes(cluster),
    clouds: lookAtClouds,
    nodes: lookAtNodes,
    reach: lookAtReach,
    credentials: lookAtCredentials,
    gatewayAlive: lookAtGatewayAlive,
};

/**
 * Looks at everything of a mesh, side by side; changes nothing. Of a cluster whose API server does not
 * answer, nothing more is asked through it.
 *
 * `probes` is for tests.
 */
export async function lookAtMesh(
    config: PlainMeshConfig,
    options: LookOptions,
    probes: Probes = NETWORK_PROBES,
): Promise<MeshView> {
    const kubernetes = new Map(
        config.clusters.map((cluster) => [cluster.name, probes.kubernetes(cluster)]),
    );
    const looking = probes.clouds(config.clusters, { room: options.pre });
    const clusters = await Promise.all(
        config.clusters.map(async (cluster): Promise<ClusterView> => {
            // Before the first `up` nothing of a link is there, nor does a security group let it in.
            const targets =
                options.outputs === undefined ? [] : targetsOf(cluster, config.links, config);
            const [own, clouds, nodes, reach, links] = await Promise.all([
                kubernetes.get(cluster.name) ?? probes.kubernetes(cluster),
                looking,
                probes.nodes(cluster),
                targets.length === 0 ? new Map() : probes.reach(cluster, targets),
                Promise.all(
                    targets.map((target) => lookAtLink(cluster, target, kubernetes, probes)),
                ),
            ]);
            const cloud = clouds.get(cluster.name);
            return {
                config: cluster,
                kubernetes: own,
                ...(cloud === undefined ? {} : { cloud }),
                nodes,
                reach,
                credentials: byTarget(links, ({ credentials }) => credentials),
                gatewayAlive: byTarget(links, ({ gatewayAlive }) => gatewayAlive),
            };
        }),
    );
    return { ...options, config, clusters };
}

function targetsOf(
    { name }: PlainClusterConfig,
    links: readonly LinkConfig[],
    { clusters }: PlainMeshConfig,
): readonly PlainClusterConfig[] {
    return clusters.filter((target) =>
        links.some((link) => link.source === name && link.target === target.name),
    );
}

/** What was seen of one link; absent is what could not be asked. */
interface LinkLooks {
    readonly target: string;
    readonly credentials?: Look<CredentialsView>;
    readonly gatewayAlive?: Look<boolean>;
}

function byTarget<T>(
    links: readonly LinkLooks[],
    look: (link: LinkLooks) => Look<T> | undefined,
): ReadonlyMap<string, Look<T>> {
    return new Map(
        links.flatMap((link) => {
            const seen = look(link);
            return seen === undefined ? [] : [[link.target, seen] as const];
        }),
    );
}

async function lookAtLink(
    source: PlainClusterConfig,
    target: PlainClusterConfig,
    kubernetes: ReadonlyMap<string, Promise<Look<KubernetesView, RequestFailure>>>,
    probes: Probes,
): Promise<LinkLooks> {
    const [own, other] = await Promise.all([
        kubernetes.get(source.name),
        kubernetes.get(target.name),
    ]);
    if (own === undefined || "failure" in own) return { target: target.name };
    const [credentials, gatewayAlive] = await Promise.all([
        other === undefined || "failure" in other
            ? undefined
            : probes.credentials(own.seen, target, target.name),
        probes.gatewayAlive(source, own.seen, target.name),
    ]);
    return { target: target.name, credentials, gatewayAlive };
}
