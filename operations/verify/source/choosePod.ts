import type { V1Pod } from "@kubernetes/client-node";
import type { Look } from "../../../stacks/survey/look";
import { hasProxy, isLive } from "../../layers/meshedPods";
import { isReady } from "../../pods/isReady";
import { runningCurl } from "./curlContainer";

/** The pod that requests are made from: one that has a curl of ours, else the first by name. Pure. */
export function choosePod(pods: readonly V1Pod[], where: string): Look<V1Pod> {
    const live = pods.filter(isLive);
    if (live.length === 0) return { failure: `${where} has no pod that runs` };
    const meshed = live.filter(hasProxy);
    if (meshed.length === 0) {
        return { failure: `${where} has no proxy: what it sends does not go through the mesh` };
    }
    const ready = meshed
        .filter(isReady)
        .sort((a, b) => (a.metadata?.name ?? "").localeCompare(b.metadata?.name ?? ""));
    const chosen = ready.find((pod) => runningCurl(pod) !== undefined) ?? ready[0];
    return chosen === undefined
        ? { failure: `${where} has no pod that is ready` }
        : { seen: chosen };
}
