import { ApiException } from "@kubernetes/client-node";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { isLive } from "../layers/meshedPods";
import type { AskPlan } from "./askOptions";
import { CountedAnswers } from "./countedAnswers";
import { questionAt } from "./curl";
import type { Verdict } from "./judge";
import { judgeAsked } from "./judgeAsked";
import { PodClient, type Place } from "./podClient";
import type { Answered } from "./proxyCounts";
import { openSource, type Source } from "./source/openSource";
import { liveWeights, type LiveWeights } from "./target/liveWeights";
import { lookAtTarget } from "./target/lookAtTarget";
import { watch } from "./watch";

/** Whether a pod is gone, or on its way. */
async function isEnding(client: PodClient, { namespace, pod }: Place): Promise<boolean> {
    try {
        return !isLive(await client.pod(namespace, pod));
    } catch (error) {
        return error instanceof ApiException && error.code === 404;
    }
}

/** Who asks whom, and who should answer. */
export interface Question extends Omit<AskPlan, "image"> {
    readonly weights: LiveWeights;
    /** Of the container that is added where no other has curl; without one none is added. */
    readonly image: string | undefined;
    /** Whether nobody has said that the Service has this page. */
    readonly isGuess: boolean;
    /** Called before the requests that count; what the proxy counted by then. */
    readonly warmUp?: (source: Source) => Promise<readonly Answered[]>;
}

/** Asks a Service from a pod and judges the answers. Rejects where nothing could be asked. */
export async function askFrom(
    client: PodClient,
    { from, to, requests, weights, image, isGuess, ...plan }: Question,
): Promise<Verdict> {
    const question = questionAt(to.url, isGuess);
    const counts = new CountedAnswers(client, to, weights.backends);
    const told = new Set<string>();
    const open = async () => {
        const source = await openSource(client, from, image);
        told.add(source.told);
        return source;
    };
    const look = (source: Source) => counts.look(source);
    const once = async () => {
        const source = await open();
        const before = (await plan.warmUp?.(source)) ?? [];
        await look(source);
        const outcomes = await client.ask(source.place, question, requests);
        await look(source);
        const missing = requests - outcomes.length;
        const unsent = missing > 0 ? [{ reason: "curl ended before", count: missing }] : [];
        return { outcomes, unsent, isLost: false, before };
    };
    const run = async ({ place }: Source, count: number, perSecond: number) => {
        const answers = await client.run(place, question, count, perSecond);
        const good = answers.filter(({ answer }) => !("failure" in answer));
        // What a pod asks while it ends says nothing of the mesh.
        return good.length < answers.length && (await isEnding(client, place)) ? good : answers;
    };
    const watched = await (plan.watch === undefined
        ? once()
        : watch({ ...plan.watch, open, run, look }));
    return judgeAsked({
        ...{ source: from.cluster, requests, weights, before: [], ...watched },
        ...{ isWatch: plan.watch !== undefined, counts: counts.seen, told: [...told] },
    });
}

/** Asks the Service that the command line names. Never rejects. */
export async function runAsk(
    cluster: PlainClusterConfig,
    plan: AskPlan,
    image: string,
): Promise<Verdict> {
    const client = new PodClient(cluster);
    try {
        const target = await lookAtTarget(client.config, plan, cluster.clusterDomain);
        const weights = liveWeights(target);
        return await askFrom(client, { ...plan, weights, image, isGuess: false });
    } catch (error) {
        const nothing = { shares: [], failures: [], expected: {} };
        const { requests } = plan;
        return { source: cluster.name, requests, ...nothing, problems: [requestFailure(error)] };
    }
}
