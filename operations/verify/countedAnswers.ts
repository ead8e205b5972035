import { requestFailure } from "../../stacks/survey/requestFailure";
import type { To } from "./askOptions";
import type { PodClient } from "./podClient";
import { countedSince, proxyCounts, together, type ProxyCounts } from "./proxyCounts";
import type { Source } from "./source/openSource";

/** What the proxies of the pods that asked count, from the first look at each to the last. */
export class CountedAnswers {
    readonly #read: (source: Source) => Promise<ProxyCounts>;
    readonly #pods = new Map<string, { first: ProxyCounts; last: ProxyCounts }>();
    #failure: string | undefined;

    constructor(client: PodClient, to: To, backends: readonly string[]) {
        this.#read = async ({ place, adminPort }) =>
            proxyCounts(await client.proxyMetrics(place, adminPort), to, backends);
    }

    /** Reads the proxy of one pod. Never rejects. */
    public async look(source: Source): Promise<void> {
        const { pod } = source.place;
        try {
            const last = await this.#read(source);
            this.#pods.set(pod, { first: this.#pods.get(pod)?.first ?? last, last });
        } catch (error) {
            this.#failure = `the metrics of the proxy of pod ${pod} were asked for, but ${requestFailure(error)}`;
        }
    }

    /** What was counted; a failure where no proxy could be read. */
    public get seen(): ProxyCounts | { readonly failure: string } {
        if (this.#pods.size === 0) return { failure: this.#failure ?? "no proxy was read" };
        return together(
            [...this.#pods.values()].map(({ first, last }) => countedSince(first, last)),
        );
    }
}
