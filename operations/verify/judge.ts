import { quantileSorted } from "simple-statistics";
import type { SplitWeights } from "../../components/sample/sampleObjects";
import { binomialTest } from "./binomial";
import { byChance, percent, SIGNIFICANCE, silence } from "./chance";
import { groupBy } from "../findings/groupBy";
import type { Answer } from "./curl";

/** How often one version of helloworld, or one Service, answered from one cluster. */
export interface Share {
    /** Absent for pods that no cluster of the mesh has. */
    readonly cluster?: string;
    /** Of helloworld. */
    readonly version?: string;
    /** Of any other Service than helloworld: it, or its mirror. */
    readonly service?: string;
    readonly count: number;
}

/** Milliseconds that answers took. */
export interface Latency {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
}

/** What was asked from one cluster, and whether the answers are what they should be. */
export interface Verdict {
    readonly source: string;
    /** Where it is a split of the operator's own: its Service, as namespace/name. */
    readonly split?: string;
    /** Of such a split: what was asked, and from where. */
    readonly asked?: string;
    /** Of such a split: why it was not asked, which says nothing of the mesh. */
    readonly skipped?: string;
    readonly requests: number;
    readonly shares: readonly Share[];
    /** Requests without a right answer, by reason. */
    readonly failures: readonly { readonly reason: string; readonly count: number }[];
    /** Share of the answers that each cluster should give, from 0 to 1. */
    readonly expected: Readonly<Record<string, number>>;
    /** Of the test of the shares; absent without answers. */
    readonly pValue?: number;
    /** Absent without answers. */
    readonly latency?: Latency;
    /** Requests that proxies sent again; absent where no proxy could be read. */
    readonly retries?: number;
    /** Failed requests by the second in which they failed, RFC 3339, and by reason. */
    readonly failedAt?: readonly {
        readonly at: string;
        readonly count: number;
        readonly reason: string;
    }[];
    /** What is to be known of how it was asked. */
    readonly notes?: readonly string[];
    /** What is wrong; empty where the traffic is right. */
    readonly problems: readonly string[];
}

/** Where requests came from, what came back, and what the configuration says of it. */
export interface Trial {
    readonly source: string;
    /** The first cluster of the mesh, whose helloworld is mirrored. */
    readonly exporter: string;
    readonly weights: SplitWeights;
    readonly requests: number;
    readonly answers: readonly Answer[];
    /** Clusters that answered in the attempts before. */
    readonly answeredBefore: ReadonlySet<string>;
    /** Requests of these attempts. */
    readonly askedBefore: number;
    /** Cluster of each helloworld pod, by its name. */
    readonly pods: ReadonlyMap<string, string>;
}

/** Latency of answers; none without any. Pure. */
export function latencyOf(milliseconds: readonly number[]): Latency | undefined {
    if (milliseconds.length === 0) return undefined;
    const sorted = [...milliseconds].sort((a, b) => a - b);
    const [p50 = NaN, p90 = NaN, p99 = NaN, max = NaN] = [0.5, 0.9, 0.99, 1].map((part) =>
        // To the microsecond, as curl measures.
        Number(quantileSorted(sorted, part).toFixed(3)),
    );
    return { p50, p90, p99, max };
}

/** What the shares of two clusters have against the weights. */
function shareProblems(
    { exporter, source }: Trial,
    counts: ReadonlyMap<string, number>,
    expected: Readonly<Record<string, number>>,
    pValue: number,
    silent: readonly string[],
): string[] {
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const strangers = [...counts].filter(([cluster]) => !(cluster in expected));
    const unwanted = Object.entries(expected).filter(
        ([cluster, share]) => share === 0 && counts.has(cluster),
    );
    const problems = [
        ...strangers.map(([cluster, count]) => `${count} answers came from ${cluster}`),
        ...silent,
        ...unwanted.map(
            ([cluster]) =>
                `${cluster} answered ${counts.get(cluster) ?? 0} times, and its weight is 0`,
        ),
    ];
    if (problems.length > 0 || pValue >= SIGNIFICANCE) return problems;
    const seen = counts.get(exporter) ?? 0;
    return [
        `${exporter} gave ${percent(seen / total)} of the answers in ${source}, and its weight is ${percent(expected[exporter] ?? 0)}: by chance that happens ${byChance(pValue)} (exact binomial test)`,
    ];
}

/** Judges what came back. Every failed request counts: a mesh that works answers all of them. */
export function judge(trial: Trial): Verdict {
    const { source, exporter, weights, requests, answers, pods } = trial;
    const { answeredBefore, askedBefore } = trial;
    const good = answers.flatMap((answer) => ("version" in answer ? [answer] : []));
    const bad = answers.flatMap((answer) => ("failure" in answer ? [answer.failure] : []));
    const missing = Math.max(0, requests - answers.length);
    const lost = Array.from({ length: missing }, () => "not asked: curl ended before");
    const failures = [...groupBy([...bad, ...lost], (reason) => reason)].map(
        ([reason, { length: count }]) => ({ reason, count }),
    );
    const sum = weights.local + weights.mirrored;
    const expected = { [exporter]: weights.mirrored / sum, [source]: weights.local / sum };
    const clusterOf = (pod: string) => pods.get(pod);
    const shares = [...groupBy(good, ({ pod, version }) => `${clusterOf(pod) ?? ""}/${version}`)]
        .map(([key, { length: count }]): Share => {
            const [cluster = "", version = ""] = key.split("/");
            return { ...(cluster === "" ? {} : { cluster }), version, count };
        })
        .sort((a, b) => (a.cluster ?? "~").localeCompare(b.cluster ?? "~"));
    const counts = new Map(
        [...groupBy(good, ({ pod }) => clusterOf(pod) ?? "a pod that no cluster has")].map(
            ([cluster, { length: count }]) => [cluster, count],
        ),
    );
    const latency = latencyOf(good.map(({ milliseconds }) => milliseconds));
    const pValue = binomialTest(counts.get(exporter) ?? 0, good.length, weights.mirrored / sum);
    const silent = silence(
        expected,
        (cluster) => counts.has(cluster) || answeredBefore.has(cluster),
        answers.length + askedBefore,
    );
    return {
        source,
        requests,
        shares,
        failures,
        expected,
        ...(good.length === 0 ? {} : { pValue }),
        ...(latency === undefined ? {} : { latency }),
        ...(silent.notes.length === 0 ? {} : { notes: silent.notes }),
        problems: [
            ...failures.map(({ reason, count }) => `${count} of ${requests} requests: ${reason}`),
            ...shareProblems(trial, counts, expected, pValue, silent.problems),
        ],
    };
}
