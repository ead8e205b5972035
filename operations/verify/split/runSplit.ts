import { SAMPLE_NAMESPACE } from "../../../components/sample/names";
import type { SplitConfig } from "../../../stacks/configuration/types/meshConfig";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { requestFailure } from "../../../stacks/survey/requestFailure";
import type { SplitsPlan } from "../askOptions";
import { CountedAnswers } from "../countedAnswers";
import { questionAt } from "../curl";
import type { Verdict } from "../judge";
import { PodClient } from "../podClient";
import type { Answered } from "../proxyCounts";
import { askFrom } from "../runAsk";
import type { Source } from "../source/openSource";
import { NoCurlError } from "../source/noCurlError";
import { ATTEMPT_REQUESTS, untilAllAnswer } from "../untilAllAnswer";
import { splitQuestion, type SplitQuestion } from "./splitQuestion";

/** How the splits of the operator's own are asked. Without an image no container is added to a pod. */
export interface SplitTrial extends SplitsPlan {
    readonly hasSample: boolean;
}

/** Asks until all clusters with a weight have answered, as far as the proxy says who does; what it counted. */
async function warmUp(
    client: PodClient,
    { to, weights }: SplitQuestion,
    wait: number,
    source: Source,
): Promise<readonly Answered[]> {
    const { backends, expected = {} } = weights;
    const wanted = Object.keys(expected).filter((cluster) => (expected[cluster] ?? 0) > 0);
    const counts = new CountedAnswers(client, to, backends);
    const counted = () => ("failure" in counts.seen ? [] : counts.seen.answers);
    await counts.look(source);
    await untilAllAnswer(wanted, wait, async () => {
        const question = questionAt(to.url, true);
        const outcomes = await client.ask(source.place, question, ATTEMPT_REQUESTS);
        await counts.look(source);
        const hasFailed = outcomes.some(({ answer }) => "failure" in answer);
        const answers = counted();
        const answered = answers.map(({ cluster = source.cluster }) => cluster);
        // Nobody can wait for a proxy that does not count.
        return { hasFailed, answered: answers.length > 0 ? answered : wanted };
    });
    return counted();
}

/** Asks a split of the operator's own from a pod that goes through it, and judges. Never rejects. */
export async function runSplit(
    cluster: PlainClusterConfig,
    split: SplitConfig,
    { requests, wait, image, hasSample }: SplitTrial,
): Promise<Verdict> {
    const { namespace, service } = split;
    const verdict = {
        ...{ source: cluster.name, split: `${namespace}/${service}` },
        ...{ asked: `Service ${namespace}/${service} from ${cluster.name}`, requests },
        ...{ shares: [], failures: [], expected: {}, problems: [] },
    };
    const skipped = (reason: string) => ({ ...verdict, requests: 0, skipped: reason });
    try {
        const client = new PodClient(cluster);
        const [services, pods, samplePods] = await Promise.all([
            client.services(namespace),
            client.pods(namespace),
            hasSample ? client.pods(SAMPLE_NAMESPACE) : [],
        ]);
        const question = splitQuestion(split, { services, pods, samplePods });
        if ("failure" in question) return { ...verdict, problems: [question.failure] };
        if ("skipped" in question) return skipped(question.skipped);
        const { from, to } = question;
        const place = `${from.cluster}/${from.namespace}/${from.kind}/${from.name}`;
        const asked = await askFrom(client, {
            ...question,
            ...{ requests, image, isGuess: true },
            warmUp: (source) => warmUp(client, question, wait, source),
        });
        return { ...verdict, ...asked, asked: `${to.url} from ${place}` };
    } catch (error) {
        if (error instanceof NoCurlError) return skipped(error.message);
        return { ...verdict, problems: [requestFailure(error)] };
    }
}
