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
import { openSource, type Source } from "./source/openSource";
import { liveWeights } from "./target/liveWeights";
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

/** Asks a Service from a pod and judges the answers. Never rejects. */
export async function runAsk(
    cluster: PlainClusterConfig,
    plan: AskPlan,
    image: string,
): Promise<Verdict> {
    const { from, to, requests } = plan;
    const client = new PodClient(cluster);
    const question = questionAt(to.url);
    try {
        const target = await lookAtTarget(client.config, plan, cluster.clusterDomain);
        const weights = liveWeights(target);
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
            await look(source);
            const outcomes = await client.ask(source.place, question, requests);
            await look(source);
            const missing = requests - outcomes.length;
            const unsent = missing > 0 ? [{ reason: "curl ended before", count: missing }] : [];
            return { outcomes, unsent };
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
            ...{ source: cluster.name, requests, weights, ...watched },
            ...{ isWatch: plan.watch !== undefined, counts: counts.seen, told: [...told] },
        });
    } catch (error) {
        const nothing = { shares: [], failures: [], expected: {} };
        return { source: cluster.name, requests, ...nothing, problems: [requestFailure(error)] };
    }
}
