import type { V1Pod, V1Service } from "@kubernetes/client-node";
import { mirroredName, SAMPLE_NAMESPACE } from "../../../components/sample/names";
import type { SplitConfig } from "../../../stacks/configuration/types/meshConfig";
import type { From, To } from "../askOptions";
import { sleepPod } from "../samplePods";
import { choosePod } from "../source/choosePod";
import type { LiveWeights } from "../target/liveWeights";
import { backendsOf, splitPage } from "./splitPage";

/** What was seen in the cluster of a split. */
export interface SplitSight {
    /** Services and pods of the split's namespace. */
    readonly services: readonly V1Service[];
    readonly pods: readonly V1Pod[];
    /** Pods of the sample's namespace; empty without the sample. */
    readonly samplePods: readonly V1Pod[];
}

/** Who asks whom, and who should answer. */
export interface SplitQuestion {
    readonly from: From;
    readonly to: To;
    readonly weights: LiveWeights;
}

const ADVICE = "say who asks and what with --from and --to";

/** The sample's client has curl; else a pod of the namespace, rather none of those that answer. */
function callerIn({ cluster, namespace }: SplitConfig, seen: SplitSight, service: V1Service) {
    const from = { cluster, kind: "pod" } as const;
    const client = sleepPod(seen.samplePods);
    if ("seen" in client) {
        return { seen: { ...from, namespace: SAMPLE_NAMESPACE, name: client.seen } };
    }
    const backends = backendsOf(service, seen.pods);
    const where = `namespace ${namespace} of ${cluster}`;
    const other = choosePod(
        seen.pods.filter((pod) => !backends.includes(pod)),
        where,
    );
    const chosen = "seen" in other ? other : choosePod(seen.pods, where);
    if ("failure" in chosen) return chosen;
    return { seen: { ...from, namespace, name: chosen.seen.metadata?.name ?? "" } };
}

/** Shares of the answers by cluster, from 0 to 1. Pure. */
export function splitShares({ weights }: SplitConfig): Readonly<Record<string, number>> {
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    return Object.fromEntries(weights.map(({ cluster, weight }) => [cluster, weight / total]));
}

/** How a split is asked; why it cannot be asked, or what is wrong with it. Pure. */
export function splitQuestion(
    split: SplitConfig,
    seen: SplitSight,
): SplitQuestion | { readonly skipped: string } | { readonly failure: string } {
    const { cluster, namespace, service: name, weights } = split;
    const service = seen.services.find(({ metadata }) => metadata?.name === name);
    if (service === undefined) return { failure: `there is no Service ${namespace}/${name}` };
    const page = splitPage(service, seen.pods);
    if (page === undefined) {
        return { skipped: `no port of Service ${namespace}/${name} speaks HTTP` };
    }
    const from = callerIn(split, seen, service);
    if ("failure" in from) return { skipped: `${from.failure}; ${ADVICE}` };
    const url = `http://${name}.${namespace}:${page.port}${page.path}`;
    return {
        from: from.seen,
        to: { namespace, service: name, port: page.port, url },
        weights: {
            backends: weights.map(({ cluster: of }) =>
                of === cluster ? name : mirroredName(name, of),
            ),
            expected: splitShares(split),
            told: "weights of the configuration",
        },
    };
}
