import { readFile } from "node:fs/promises";
import type { ClusterAddresses } from "../settings/addresses";
import { planAddresses } from "../settings/addresses";
import { listDaemons } from "../system/processes";
import type { Settings } from "../settings/settings";
import { clusterApi } from "./api";
import { keyPair } from "./certificates";
import { adminKubeconfig, clusterFiles } from "./files";
import { findUnready, readWorkloads, readyz } from "./readiness";

/** How one cluster is. */
export interface ClusterStatus {
    readonly name: string;
    readonly apiServer: string;
    readonly kubeconfig: string;
    /** Address kept for the Service `linkerd-gateway`. */
    readonly gatewayAddress: string;
    readonly nodes: readonly { readonly name: string; readonly ip: string }[];
    /** Programs of the cluster and whether each runs. */
    readonly daemons: readonly { readonly name: string; readonly alive: boolean }[];
    /** One line for everything that is not as it should be; empty when the cluster is ready. */
    readonly problems: readonly string[];
}

/** Looks at every cluster; changes nothing and never throws for a cluster that does not answer. */
export async function clusterStatus(settings: Settings): Promise<ClusterStatus[]> {
    const { clusters } = planAddresses(settings);
    return Promise.all(clusters.map((cluster) => statusOf(settings, cluster)));
}

async function statusOf(settings: Settings, cluster: ClusterAddresses): Promise<ClusterStatus> {
    const daemons = listDaemons(settings)
        .filter(({ name }) => name.startsWith(`${cluster.name}-`))
        .map(({ name, alive }) => ({ name, alive }));
    return {
        name: cluster.name,
        apiServer: cluster.apiServer,
        kubeconfig: adminKubeconfig(settings, cluster.name),
        gatewayAddress: cluster.gatewayAddress,
        nodes: cluster.nodes.map(({ name, ip }) => ({ name, ip })),
        daemons,
        problems: await problemsOf(settings, cluster, daemons),
    };
}

async function problemsOf(
    settings: Settings,
    cluster: ClusterAddresses,
    daemons: ClusterStatus["daemons"],
): Promise<string[]> {
    if (daemons.length === 0) return [`${cluster.name} does not run`];
    const ended = daemons.filter(({ alive }) => !alive).map(({ name }) => `${name} has ended`);
    try {
        const { pki } = clusterFiles(settings, cluster.name);
        const ca = await readFile(keyPair(pki, "ca").certFile, "utf8");
        const status = await readyz(cluster.apiServer, ca);
        if (status !== "200") return [...ended, `${cluster.apiServer}/readyz answers: ${status}`];
        const api = clusterApi(adminKubeconfig(settings, cluster.name));
        return [...ended, ...findUnready(cluster, await readWorkloads(api))];
    } catch (error) {
        return [
            ...ended,
            `${cluster.name}: ${error instanceof Error ? error.message : String(error)}`,
        ];
    }
}
