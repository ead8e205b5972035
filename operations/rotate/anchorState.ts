import { X509Certificate } from "node:crypto";
import { leadsTo } from "../../stacks/configuration/certificates/certificateMistake";
import { issuerChain } from "../layers/certificates/issuer";
import { readCertificates } from "../layers/certificates/validity";
import { anchorHashes } from "../layers/proxies/pods";
import { isLive } from "../layers/meshedPods";
import { reachableClusters, type ReachableCluster } from "../layers/reachableClusters";
import { trustBundle } from "../layers/trustBundle";
import { workloadsOf } from "../layers/workloads";
import type { MeshView } from "../view/meshView";
import type { ClusterState, PodState, RotationState } from "./rotationState";

/** Certificates that proxies show, by the cluster, namespace and name of their pods. */
export type PodCertificates = ReadonlyMap<string, readonly X509Certificate[]>;

/** Key of a pod in {@link PodCertificates}. */
export function podKey(cluster: string, namespace: string, pod: string): string {
    return [cluster, namespace, pod].join("/");
}

/** The anchors that a stack made, by their generation. */
class MadeAnchors {
    readonly #generations: readonly (readonly [number, X509Certificate])[];

    constructor(trustAnchors: Readonly<Record<string, string>>) {
        this.#generations = Object.entries(trustAnchors).map(
            ([generation, pem]) => [Number(generation), new X509Certificate(pem)] as const,
        );
    }

    public ofBundle(pem: string): readonly number[] {
        const prints = (readCertificates(pem) ?? []).map(({ fingerprint256 }) => fingerprint256);
        return this.#generations.flatMap(([generation, { fingerprint256 }]) =>
            prints.includes(fingerprint256) ? [generation] : [],
        );
    }

    public ofChain(chain: readonly X509Certificate[]): number | undefined {
        return this.#generations.find(([, anchor]) => leadsTo(chain, [anchor]) !== undefined)?.[0];
    }
}

function podStates(
    { name, kubernetes }: ReachableCluster,
    made: MadeAnchors,
    certificates: PodCertificates,
): readonly PodState[] {
    const hashes = anchorHashes(kubernetes);
    return workloadsOf(kubernetes.injectedPods.filter(isLive)).flatMap(
        ({ namespace, kind, name: workload, pods }) =>
            pods.map(({ metadata }) => {
                const hash = metadata?.annotations?.["linkerd.io/trust-root-sha256"];
                const shown = certificates.get(podKey(name, namespace, metadata?.name ?? ""));
                const signedBy = shown === undefined ? undefined : made.ofChain(shown);
                return {
                    ...{ namespace, kind, name: workload },
                    isCurrent: hash !== undefined && hashes.includes(hash),
                    ...(signedBy === undefined ? {} : { signedBy }),
                };
            }),
    );
}

/** How far a rotation of the trust anchors has come, by what was seen. Pure. */
export function anchorState(view: MeshView, certificates: PodCertificates): RotationState {
    const { trustAnchorGenerations, signingTrustAnchor } = view.config.certificates;
    const made = new MadeAnchors(view.outputs?.trustAnchors ?? {});
    return {
        generations: trustAnchorGenerations,
        signing: signingTrustAnchor,
        clusters: reachableClusters(view).map((cluster): ClusterState => {
            const issuer = made.ofChain(issuerChain(cluster) ?? []);
            return {
                name: cluster.name,
                live: made.ofBundle(trustBundle(cluster.kubernetes) ?? ""),
                ...(issuer === undefined ? {} : { issuer }),
                pods: podStates(cluster, made, certificates),
            };
        }),
    };
}
