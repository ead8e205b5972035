import { setTimeout as sleep } from "node:timers/promises";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { RUN_REQUESTS, type Outcome } from "./curl";
import type { Timed } from "./podClient";

/** What requests are sent from, and how long they go on. */
export interface Watch<Source> {
    readonly seconds: number;
    /** Requests in each second. */
    readonly rate: number;
    /** Finds the source, again where it was lost. */
    readonly open: () => Promise<Source>;
    /** One run of curl. */
    readonly run: (
        source: Source,
        requests: number,
        perSecond: number,
    ) => Promise<readonly Timed<Outcome>[]>;
    /** Called at each source that is found, and every few seconds. */
    readonly look: (source: Source) => Promise<void>;
}

/** What came back in a watch. */
export interface Watched {
    readonly outcomes: readonly Timed<Outcome>[];
    /** Requests that were not sent, by reason: the pod was made anew, or the API server hung. */
    readonly unsent: readonly { readonly reason: string; readonly count: number }[];
    /** Whether the source was lost, and no other one was found any more. */
    readonly isLost: boolean;
}

/** Seconds between two looks. */
const LOOK_SECONDS = 10;

/** The clock; another one is for tests. */
const CLOCK = {
    now: () => Date.now(),
    sleep: async (milliseconds: number) => {
        await sleep(milliseconds);
    },
};

/** Sizes of the runs of one second: as few as there can be, as equal as they can be. */
function runSizes(rate: number): readonly number[] {
    const runs = Math.ceil(rate / RUN_REQUESTS);
    return Array.from(
        { length: runs },
        (_, index) => Math.floor(rate / runs) + (index < rate % runs ? 1 : 0),
    );
}

/**
 * Sends requests second by second. The runs of a second do not wait for those before: requests that
 * wait for an answer keep no others back.
 */
export async function watch<Source>(
    { seconds, rate, open, run, look }: Watch<Source>,
    clock = CLOCK,
): Promise<Watched> {
    const outcomes: Timed<Outcome>[] = [];
    const unsent = new Map<string, number>();
    const lose = (count: number, reason: string) => {
        unsent.set(reason, (unsent.get(reason) ?? 0) + count);
    };
    const pending: Promise<void>[] = [];
    let source: Source | undefined = await open();
    await look(source);
    const start = clock.now();
    const elapsed = () => Math.floor((clock.now() - start) / 1000);
    const ask = async (from: Source, size: number) => {
        let reason = "curl ended before";
        const answers = await run(from, size, size).catch((error: unknown) => {
            reason = requestFailure(error);
            return [];
        });
        outcomes.push(...answers);
        if (answers.length === size) return;
        lose(size - answers.length, reason);
        // Others may have found another one meanwhile.
        if (source === from) source = undefined;
    };
    let reason = "the runs before it took too long to begin";
    let isLost = false;
    for (let second = 0; second < seconds; second += 1) {
        await clock.sleep(Math.max(0, start + second * 1000 - clock.now()));
        if (elapsed() > second) {
            lose(rate, reason);
            continue;
        }
        if (source === undefined) {
            try {
                source = await open();
                isLost = false;
                pending.push(look(source));
            } catch (error) {
                isLost = true;
                reason = requestFailure(error);
                lose(rate, reason);
                continue;
            }
        } else if (second > 0 && second % LOOK_SECONDS === 0) {
            pending.push(look(source));
        }
        const from = source;
        pending.push(...runSizes(rate).map((size) => ask(from, size)));
    }
    await Promise.all(pending);
    if (source !== undefined) await look(source);
    return {
        outcomes,
        unsent: [...unsent].map(([why, count]) => ({ reason: why, count })),
        isLost,
    };
}
