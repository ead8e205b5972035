import { groupBy } from "../findings/groupBy";
import { binomialTest } from "./binomial";
import { byChance, percent, SIGNIFICANCE, silence } from "./chance";
import type { Outcome } from "./curl";
import { latencyOf, type Share, type Verdict } from "./judge";
import type { Timed } from "./podClient";
import type { Answered, ProxyCounts } from "./proxyCounts";
import type { LiveWeights } from "./target/liveWeights";
import type { Watched } from "./watch";

/** What came back from a Service, and what the cluster says of it. */
export interface AskedTrial extends Watched {
    readonly source: string;
    readonly requests: number;
    /** Whether requests went on for a while: then pods may have been made anew. */
    readonly isWatch: boolean;
    readonly counts: ProxyCounts | { readonly failure: string };
    /** What the proxy counted in the attempts before. */
    readonly before: readonly Answered[];
    readonly weights: LiveWeights;
    /** What the operator is to know of the containers. */
    readonly told: readonly string[];
}

function failed(outcomes: readonly Timed<Outcome>[]) {
    return outcomes.flatMap(({ answer, at }) =>
        "failure" in answer ? [{ reason: answer.failure, at }] : [],
    );
}

/** Failed requests of each second, in order. */
function bySecond(failures: readonly { readonly reason: string; readonly at: number }[]) {
    const ordered = [...failures].sort((a, b) => a.at - b.at);
    const second = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
    return [...groupBy(ordered, ({ at, reason }) => `${second(at)} ${reason}`).values()].map(
        (group) => ({ at: second(group[0].at), count: group.length, reason: group[0].reason }),
    );
}

function countOf(shares: readonly Share[]): number {
    return shares.reduce((sum, { count }) => sum + count, 0);
}

/** What the shares have against the weights; each cluster's against all others'. */
function compare(
    shares: readonly Share[],
    before: readonly Share[],
    expected: Readonly<Record<string, number>>,
) {
    const total = countOf(shares);
    const all = [...before, ...shares];
    const hasAnswered = (cluster: string) => all.some((share) => share.cluster === cluster);
    const silent = silence(expected, hasAnswered, countOf(all));
    const clusters = new Set([
        ...Object.keys(expected),
        ...shares.flatMap(({ cluster }) => cluster ?? []),
    ]);
    const tests = [...clusters].map((cluster) => {
        const count = countOf(shares.filter((share) => share.cluster === cluster));
        // Sums of shares may be a little more than 1.
        const weight = Math.min(1, expected[cluster] ?? 0);
        return { cluster, count, weight, pValue: binomialTest(count, total, weight) };
    });
    return {
        pValue: Math.min(...tests.map(({ pValue }) => pValue)),
        notes: silent.notes,
        problems: [
            ...silent.problems,
            ...tests
                .filter(({ cluster, pValue }) => pValue < SIGNIFICANCE && hasAnswered(cluster))
                .map(
                    ({ cluster, count, weight, pValue }) =>
                        `${cluster} gave ${count} of ${total} answers, and its weight is ${percent(weight)}: by chance that happens ${byChance(pValue)} (exact binomial test)`,
                ),
        ],
    };
}

/** Whether requests that were not sent say nothing of the mesh: a pod ended, and another one went on asking. */
function mayLackRequests({ isWatch, isLost, outcomes, unsent }: AskedTrial): boolean {
    const missing = unsent.reduce((sum, { count }) => sum + count, 0);
    return isWatch && !isLost && missing <= outcomes.length;
}

/** Judges the answers of a Service: the requests as curl saw them, the shares as the proxy did. Pure. */
export function judgeAsked(trial: AskedTrial): Verdict {
    const { source, requests, outcomes, unsent, counts, weights, told } = trial;
    const failures = failed(outcomes);
    const latency = latencyOf(
        outcomes.flatMap(({ answer }) => ("failure" in answer ? [] : [answer.milliseconds])),
    );
    const known = "failure" in counts ? { answers: [], retries: undefined } : counts;
    const share = ({ cluster = source, ...answered }: Answered): Share => ({
        cluster,
        ...answered,
    });
    const shares = known.answers
        .map(share)
        .sort((a, b) => `${a.cluster}/${a.service}`.localeCompare(`${b.cluster}/${b.service}`));
    const notCounted =
        shares.length > 0 || outcomes.length === failures.length
            ? []
            : [
                  `which cluster answered is not known: ${"failure" in counts ? counts.failure : "the proxy counted no answer, as with an opaque or skipped port"}`,
              ];
    const compared =
        shares.length > 0 && weights.expected !== undefined
            ? compare(shares, trial.before.map(share), weights.expected)
            : undefined;
    const refused = outcomes.flatMap(({ answer }) =>
        "status" in answer && answer.status !== undefined ? [answer.status] : [],
    );
    const guessed = [...groupBy(refused, String)].map(
        ([status, { length }]) =>
            `${length} answers were HTTP ${status}: they count, as verify chose the path`,
    );
    const isExcused = mayLackRequests(trial);
    const notSent = unsent.map(({ reason, count }) => `${count} requests were not sent: ${reason}`);
    const reasons = groupBy(failures, ({ reason }) => reason);
    return {
        ...{ source, requests, shares },
        failures: [...reasons].map(([reason, { length: count }]) => ({ reason, count })),
        expected: weights.expected ?? {},
        ...(compared === undefined ? {} : { pValue: compared.pValue }),
        ...(latency === undefined ? {} : { latency }),
        ...(known.retries === undefined ? {} : { retries: known.retries }),
        failedAt: bySecond(failures),
        notes: [
            ...[...told, weights.told, ...guessed, ...notCounted],
            ...(isExcused ? notSent : []),
            ...(compared?.notes ?? []),
        ],
        problems: [
            ...[...reasons].map(
                ([reason, { length: count }]) => `${count} of ${requests} requests: ${reason}`,
            ),
            ...(isExcused ? [] : notSent),
            ...(compared?.problems ?? []),
        ],
    };
}
