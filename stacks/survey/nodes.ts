import { nodeProblems, type ClusterNode, type NodesToCheck } from "./nodesCheck";
import type { Problem } from "../configuration/types/problem";

/** How long an API server may take to answer, milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Compares the configured nodes with those that each cluster's API knows: rules on a node that the
 * configuration forgot would be missing, and packets of its pods lost.
 */
export async function checkNodes(clusters: readonly NodesToCheck[]): Promise<Problem[]> {
    // Of a cluster that is lost as a whole nothing is asked.
    const alive = clusters.filter(
        ({ hosts }) => hosts.length === 0 || hosts.some(({ skipped }) => !skipped),
    );
    const problems = await Promise.all(
        alive.map(async (cluster) => {
            try {
                return nodeProblems(cluster, await listNodes(cluster.kubeconfig));
            } catch (error) {
                return [unreachable(cluster, error)];
            }
        }),
    );
    return problems.flat();
}

async function listNodes(kubeconfig: string): Promise<ClusterNode[]> {
    // Loaded here: it takes half a second, and passes while the clouds are asked.
    const client = await import("@kubernetes/client-node");
    const config = new client.KubeConfig();
    config.loadFromString(kubeconfig);
    const core = new client.CoreV1Api(
        client.createConfiguration({
            baseServer: new client.ServerConfiguration(
                config.getCurrentCluster()?.server ?? "",
                {},
            ),
            authMethods: { default: config },
            promiseMiddleware: [
                {
                    pre: (context) => {
                        context.setSignal(AbortSignal.timeout(REQUEST_TIMEOUT_MS));
                        return Promise.resolve(context);
                    },
                    post: (context) => Promise.resolve(context),
                },
            ],
        }),
    );
    const { items } = await core.listNode();
    return items.map(({ metadata, status }) => ({
        name: metadata?.name ?? "",
        internalIps: (status?.addresses ?? [])
            .filter(({ type }) => type === "InternalIP")
            .map(({ address }) => address),
    }));
}

function unreachable({ name, index, hosts }: NodesToCheck, error: unknown): Problem {
    const advice = `the API server of ${name} does not tell its nodes: ${reasonOf(error)}; check its kubeconfig, and that this machine reaches the server`;
    return { path: ["clusters", index, "nodes", "hosts"], value: hosts, advice };
}

/** One line: the client's own messages hold whole answers, headers included. */
function reasonOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    if (error.name === "AbortError") return `no answer within ${REQUEST_TIMEOUT_MS / 1000} s`;
    if ("code" in error && typeof error.code === "number") return `it answers ${error.code}`;
    return error.message.split("\n", 1)[0] ?? error.name;
}
