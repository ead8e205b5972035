import type { V1Pod } from "@kubernetes/client-node";
import { HELLOWORLD, SAMPLE_NAMESPACE, SLEEP } from "../../components/sample/names";
import type { Look } from "../../stacks/survey/look";
import { isReady } from "../pods/isReady";

function isApp({ metadata }: V1Pod, app: string): boolean {
    return metadata?.labels?.["app"] === app;
}

/** Names of the pods that answer. */
export function helloworldPods(pods: readonly V1Pod[]): readonly string[] {
    return pods
        .filter((pod) => isApp(pod, HELLOWORLD))
        .flatMap(({ metadata }) => metadata?.name ?? []);
}

/** The pod that requests are made from, or why there is none. */
export function sleepPod(pods: readonly V1Pod[]): Look<string> {
    const clients = pods.filter(
        (pod) => isApp(pod, SLEEP) && pod.metadata?.deletionTimestamp === undefined,
    );
    const ready = clients.find(isReady);
    const name = ready?.metadata?.name;
    if (name !== undefined) return { seen: name };
    return {
        failure:
            clients.length === 0
                ? `there is no pod of Deployment ${SAMPLE_NAMESPACE}/${SLEEP} to ask from`
                : `no pod of Deployment ${SAMPLE_NAMESPACE}/${SLEEP} is ready`,
    };
}
