import type { V1Pod } from "@kubernetes/client-node";
import { exporterOf, SAMPLE_NAMESPACE, SLEEP } from "../../components/sample/names";
import type { SampleConfig } from "../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { HELLO } from "./curl";
import { judge, type Verdict } from "./judge";
import { PodClient } from "./podClient";
import { helloworldPods, sleepPod } from "./samplePods";
import { ATTEMPT_REQUESTS, untilAllAnswer } from "./untilAllAnswer";

/** What is asked, and from where. */
export interface TrialPlan {
    readonly source: PlainClusterConfig;
    /** All clusters, the exporting one first. */
    readonly clusters: readonly PlainClusterConfig[];
    readonly weights: SampleConfig["weights"];
    readonly requests: number;
    /** Seconds in which both clusters may begin to answer. */
    readonly wait: number;
}

/** Pods of the sample; rejects with the name of the cluster that does not tell. */
async function podsOf(cluster: PlainClusterConfig): Promise<readonly V1Pod[]> {
    try {
        return await new PodClient(cluster).pods(SAMPLE_NAMESPACE);
    } catch (error) {
        const reason = requestFailure(error);
        throw new Error(`the pods of ${cluster.name} were asked for, but ${reason}`, {
            cause: error,
        });
    }
}

/** Clusters of the helloworld pods. One with no part in this split may be dead. */
async function findPods({ source, clusters }: TrialPlan): Promise<[string, string][]> {
    const found = clusters.map(async (cluster, index): Promise<[string, string][]> => {
        const hasPart = index === 0 || cluster.name === source.name;
        const pods = hasPart ? await podsOf(cluster) : await podsOf(cluster).catch(() => []);
        return helloworldPods(pods).map((pod) => [pod, cluster.name]);
    });
    return (await Promise.all(found)).flat();
}

/** Clusters with a weight: all of them should answer. */
function wantedClusters({ clusters, source, weights }: TrialPlan): readonly string[] {
    return [
        ...(weights.local > 0 ? [source.name] : []),
        ...(weights.mirrored > 0 ? [exporterOf(clusters)?.name ?? ""] : []),
    ];
}

/** Asks from one cluster and judges the answers. Never rejects. */
export async function runTrial(plan: TrialPlan): Promise<Verdict> {
    const { source, clusters, weights, requests } = plan;
    const trial = {
        source: source.name,
        exporter: exporterOf(clusters)?.name ?? "",
        weights,
        requests,
    };
    const nothing = { shares: [], failures: [], expected: {} };
    const failed = (problem: string) => ({ ...trial, ...nothing, problems: [problem] });
    try {
        const client = new PodClient(source);
        const pod = sleepPod(await podsOf(source));
        if ("failure" in pod) return failed(pod.failure);
        const before = await findPods(plan);
        const place = { namespace: SAMPLE_NAMESPACE, pod: pod.seen, container: SLEEP };
        const ask = async (count: number) =>
            (await client.ask(place, HELLO, count)).map(({ answer }) => answer);
        const clusterOf = new Map(before);
        let askedBefore = 0;
        const attempt = async () => {
            const answers = await ask(ATTEMPT_REQUESTS);
            askedBefore += answers.length;
            return {
                answered: answers.flatMap((answer) =>
                    "pod" in answer ? (clusterOf.get(answer.pod) ?? []) : [],
                ),
                hasFailed: answers.some((answer) => "failure" in answer),
            };
        };
        const answeredBefore = await untilAllAnswer(wantedClusters(plan), plan.wait, attempt);
        const answers = await ask(requests);
        // Pods that were replaced meanwhile have answered too.
        const pods = new Map([...before, ...(await findPods(plan))]);
        return judge({ ...trial, answers, answeredBefore, askedBefore, pods });
    } catch (error) {
        return failed(requestFailure(error));
    }
}
