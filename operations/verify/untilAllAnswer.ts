import pRetry from "p-retry";

/** Requests of one attempt before the ones that count. */
export const ATTEMPT_REQUESTS = 10;

/** What came back from one attempt. */
export interface Attempt {
    /** Clusters that answered. */
    readonly answered: readonly string[];
    readonly hasFailed: boolean;
}

/**
 * Asks until every wanted cluster has answered and no request fails, at most `wait` seconds: right
 * after `pulumi up` Services are still being mirrored. Returns the clusters that answered.
 */
export async function untilAllAnswer(
    wanted: readonly string[],
    wait: number,
    ask: () => Promise<Attempt>,
): Promise<ReadonlySet<string>> {
    const all = new Set<string>();
    const attempt = async () => {
        const { answered, hasFailed } = await ask();
        for (const cluster of answered) all.add(cluster);
        if (hasFailed || !wanted.every((cluster) => all.has(cluster))) {
            throw new Error("not all of them answer yet");
        }
    };
    const options = { retries: wait, factor: 1, minTimeout: 1000, maxRetryTime: wait * 1000 };
    // What still fails then is what the requests that count will show.
    await pRetry(attempt, options).catch(() => undefined);
    return all;
}
