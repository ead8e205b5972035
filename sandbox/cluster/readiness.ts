import { readFile } from "node:fs/promises";
import { get } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import type { V1DaemonSet, V1Deployment, V1Node } from "@kubernetes/client-node";
import type { ClusterAddresses } from "../settings/addresses";
import { daemonAlive, describeDeath, listDaemons } from "../system/processes";
import type { Settings } from "../settings/settings";
import type { ClusterApi } from "./api";
import { keyPair } from "./certificates";
import { controlPlaneDaemon } from "./controlPlane";
import type { ClusterFiles } from "./files";
import { METALLB_NAMESPACE } from "./metallb";

const API_SERVER_SECONDS = 120;
const WORKLOAD_SECONDS = 240;

/** Waits until the API server says it is ready; fails as soon as it or etcd has ended. */
export async function waitForApiServer(
    settings: Settings,
    cluster: ClusterAddresses,
    { pki }: ClusterFiles,
): Promise<void> {
    const ca = await readFile(keyPair(pki, "ca").certFile, "utf8");
    const names = ["etcd", "kube-apiserver"].map((p) => controlPlaneDaemon(cluster.name, p));
    await waitUntil(API_SERVER_SECONDS, async () => {
        for (const name of names) {
            if (!daemonAlive(settings, name)) {
                throw new Error(describeDeath(settings, name));
            }
        }
        const status = await readyz(cluster.apiServer, ca);
        return status === "200" ? [] : [`${cluster.apiServer}/readyz answers: ${status}`];
    });
}

/** Status code of the API server's readyz, or why there is none. */
export function readyz(apiServer: string, ca: string): Promise<string> {
    return new Promise((resolve) => {
        const request = get(`${apiServer}/readyz`, { ca, timeout: 2000 }, (response) => {
            response.resume();
            resolve(String(response.statusCode));
        });
        request.on("timeout", () => request.destroy(new Error("no answer within 2 s")));
        request.on("error", (error) => {
            resolve(error.message);
        });
    });
}

/** Waits until every node, CoreDNS and MetalLB are ready. */
export async function waitForWorkloads(
    settings: Settings,
    cluster: ClusterAddresses,
    api: ClusterApi,
): Promise<void> {
    await waitUntil(WORKLOAD_SECONDS, async () => {
        const dead = listDaemons(settings).find(
            ({ name, alive }) => !alive && name.startsWith(`${cluster.name}-`),
        );
        if (dead !== undefined) throw new Error(describeDeath(settings, dead.name));
        return findUnready(cluster, await readWorkloads(api));
    });
}

/** What readiness is judged from. */
export interface Workloads {
    readonly nodes: readonly V1Node[];
    readonly deployments: readonly V1Deployment[];
    readonly daemonSets: readonly V1DaemonSet[];
}

/** Reads the nodes and the workloads of the sandbox's own namespaces. */
export async function readWorkloads({ core, apps }: ClusterApi): Promise<Workloads> {
    const [nodes, dns, metallb, speakers] = await Promise.all([
        core.listNode(),
        apps.listNamespacedDeployment({ namespace: "kube-system" }),
        apps.listNamespacedDeployment({ namespace: METALLB_NAMESPACE }),
        apps.listNamespacedDaemonSet({ namespace: METALLB_NAMESPACE }),
    ]);
    return {
        nodes: nodes.items,
        deployments: [...dns.items, ...metallb.items],
        daemonSets: speakers.items,
    };
}

/** One line for everything that is not ready yet. */
export function findUnready(cluster: ClusterAddresses, workloads: Workloads): string[] {
    const nodes = cluster.nodes
        .filter(({ name }) => !workloads.nodes.some((node) => isReady(node, name)))
        .map(({ name }) => `node ${name}`);
    const deployments = ["coredns", "controller"]
        .filter((name) => !workloads.deployments.some((d) => isAvailable(d, name)))
        .map((name) => `deployment ${name}`);
    const speaker = workloads.daemonSets.some(
        ({ metadata, status }) =>
            metadata?.name === "speaker" && status?.numberReady === cluster.nodes.length,
    );
    return [...nodes, ...deployments, ...(speaker ? [] : ["daemon set speaker"])].map(
        (what) => `${cluster.name}: ${what} is not ready`,
    );
}

/** Whether this is the node of that name and its kubelet calls it ready. */
function isReady({ metadata, status }: V1Node, name: string): boolean {
    const conditions = status?.conditions ?? [];
    const ready = conditions.some((c) => c.type === "Ready" && c.status === "True");
    return metadata?.name === name && ready;
}

function isAvailable({ metadata, spec, status }: V1Deployment, name: string): boolean {
    const wanted = spec?.replicas ?? 1;
    return (
        metadata?.name === name &&
        status?.observedGeneration === metadata.generation &&
        status?.availableReplicas === wanted
    );
}

async function waitUntil(seconds: number, problems: () => Promise<string[]>): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
        const left = await problems();
        if (left.length === 0) return;
        if (performance.now() > deadline) {
            throw new Error(`after ${String(seconds)} s:\n  ${left.join("\n  ")}`);
        }
        await delay(250);
    }
}
