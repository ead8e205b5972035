import { credentialsName, MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../stacks/configuration/types/plainConfig";
import type { StackOutputs } from "../stack/pulumiOutput";
import type { KubernetesView } from "./kubernetesView";
import type { RequestFailure } from "../../stacks/survey/requestFailure";
import type { Look } from "../../stacks/survey/look";
import { inFlight } from "../../stacks/survey/inFlight";
import { lookAtClouds } from "../../stacks/survey/lookAtClouds";
import { lookAtCredentials } from "./lookAtCredentials";
import { lookAtEach } from "./lookAtEach";
import { lookAtGatewayAlive } from "./lookAtGatewayAlive";
import { lookAtKubernetes } from "./lookAtKubernetes";
import { lookAtNodes } from "./lookAtNodes";
import { lookAtReach } from "./lookAtReach";
import { lookAtServingCertificate } from "./lookAtServingCertificate";
import type { ClusterView, MeshView } from "./meshView";
import { secretKubeconfig } from "./secretKubeconfig";

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
    readonly servingCertificate: typeof lookAtServingCertificate;
    readonly clouds: typeof lookAtClouds;
    readonly nodes: typeof lookAtNodes;
    readonly reach: typeof lookAtReach;
    readonly credentials: typeof lookAtCredentials;
    readonly gatewayAlive: typeof lookAtGatewayAlive;
}

const NETWORK_PROBES: Probes = {
    kubernetes: (cluster) => lookAtKubernetes(cluster),
    servingCertificate: lookAtServingCertificate,
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
    const seen = async ({ name }: PlainClusterConfig) => {
        const look = await kubernetes.get(name);
        return look !== undefined && "seen" in look ? look.seen : undefined;
    };
    const looking = probes.clouds(config.clusters, {
        room: options.pre,
        marked: !options.pre,
    });
    const clusters = await Promise.all(
        config.clusters.map(async (cluster): Promise<ClusterView> => {
            // Before the first `up` nothing of a link is there, nor does a security group let it in.
            const targets = options.outputs === undefined ? [] : targetsOf(cluster, config);
            const peers = options.outputs === undefined ? [] : peersOf(cluster, config);
            const [own, servingCertificate, clouds, nodes, reach, credentials, gatewayAlive] =
                await Promise.all([
                    kubernetes.get(cluster.name) ?? probes.kubernetes(cluster),
                    probes.servingCertificate(cluster),
                    looking,
                    probes.nodes(cluster),
                    targets.length === 0 ? new Map() : probes.reach(cluster, targets),
                    lookAtEach([...targets, ...peers], async (target) => {
                        if (!("kubeconfig" in target)) {
                            const from = await seen(cluster);
                            return from && throughSecret(from, target.name, probes);
                        }
                        const [from, to] = await Promise.all([seen(cluster), seen(target)]);
                        return from && to && probes.credentials(from, target, target.name);
                    }),
                    lookAtEach([...targets, ...peers], async (target) => {
                        const from = await seen(cluster);
                        if (from === undefined) return undefined;
                        return inFlight(() => probes.gatewayAlive(cluster, from, target.name));
                    }),
                ]);
            const cloud = clouds.get(cluster.name);
            return {
                config: cluster,
                kubernetes: own,
                servingCertificate,
                ...(cloud === undefined ? {} : { cloud }),
                nodes,
                reach,
                credentials,
                gatewayAlive,
            };
        }),
    );
    return { ...options, config, clusters };
}

/** The clusters that one has links to. */
function targetsOf(
    { name }: PlainClusterConfig,
    { clusters, links }: PlainMeshConfig,
): readonly PlainClusterConfig[] {
    return clusters.filter((target) =>
        links.some((link) => link.source === name && link.target === target.name),
    );
}

/** The clusters of other stacks that one has links to. */
function peersOf({ name }: PlainClusterConfig, { peerLinks }: PlainMeshConfig) {
    return peerLinks
        .filter(({ source }) => source === name)
        .map(({ target }) => ({ name: target }));
}

/** Credentials for a cluster of another stack, asked where their Secret says that it is. */
function throughSecret(from: KubernetesView, name: string, { credentials }: Probes) {
    const secret = secretKubeconfig(from, MULTICLUSTER_NAMESPACE, credentialsName(name));
    // A Secret that is missing or empty is reported by itself.
    return "failure" in secret
        ? undefined
        : credentials(from, { name, kubeconfig: secret.seen.text }, name);
}
