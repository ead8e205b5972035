import { KubeConfig, type V1Pod } from "@kubernetes/client-node";
import type { X509Certificate } from "node:crypto";
import pLimit from "p-limit";
import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import { adminPort, isLive } from "../layers/meshedPods";
import { reachableClusters, type ReachableCluster } from "../layers/reachableClusters";
import { certificateOfPod } from "../pods/certificateOfPod";
import { lookAtKubernetes } from "../view/lookAtKubernetes";
import { lookAtMesh, type LookOptions, type Probes } from "../view/lookAtMesh";
import type { MeshView } from "../view/meshView";
import { podKey, type PodCertificates } from "./anchorState";

const NOT_LOOKED_AT = () => Promise.resolve({ failure: "it was not looked at" });

/** A rotation shows in the API servers alone. */
const KUBERNETES_ALONE: Probes = {
    kubernetes: (cluster) => lookAtKubernetes(cluster),
    servingCertificate: NOT_LOOKED_AT,
    clouds: () => Promise.resolve(new Map()),
    nodes: () => Promise.resolve(new Map()),
    reach: () => Promise.resolve(new Map()),
    credentials: NOT_LOOKED_AT,
    gatewayAlive: NOT_LOOKED_AT,
};

/** Pods whose proxies are asked at one time. */
const AT_ONCE = 8;
const LIMIT_SECONDS = 15;

async function shown(
    { name, config }: ReachableCluster,
    pod: V1Pod,
): Promise<readonly [string, readonly X509Certificate[]][]> {
    const [namespace, own] = [pod.metadata?.namespace ?? "", pod.metadata?.name ?? ""];
    const account = pod.spec?.serviceAccountName ?? "default";
    const identity = `${account}.${namespace}.serviceaccount.identity.linkerd.${config.clusterDomain}`;
    const access = new KubeConfig();
    access.loadFromString(config.kubeconfig);
    try {
        const port = { namespace, pod: own, port: adminPort(pod) };
        const end = AbortSignal.timeout(LIMIT_SECONDS * 1000);
        const chain = await certificateOfPod(access, port, identity, end);
        return [[podKey(name, namespace, own), chain]];
    } catch {
        // Nothing is said of a pod that does not tell: it counts as one with an old certificate.
        return [];
    }
}

/** The certificates that the proxies of a mesh show. */
export async function lookAtPodCertificates(view: MeshView): Promise<PodCertificates> {
    const pods = reachableClusters(view).flatMap((cluster) =>
        cluster.kubernetes.injectedPods.filter(isLive).map((pod) => ({ cluster, pod })),
    );
    const inTurn = pLimit(AT_ONCE);
    const all = await Promise.all(
        pods.map(({ cluster, pod }) => inTurn(() => shown(cluster, pod))),
    );
    return new Map(all.flat());
}

/** What the API servers show of a mesh; nodes and clouds are left out. */
export function lookAtApiServers(config: PlainMeshConfig, options: LookOptions): Promise<MeshView> {
    return lookAtMesh(config, options, KUBERNETES_ALONE);
}
