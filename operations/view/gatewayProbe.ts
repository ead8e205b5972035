import parsePrometheusTextFormat from "parse-prometheus-text-format";

/** What a service mirror measured of a gateway. */
export interface GatewayProbe {
    /** The metric gateway_alive. */
    readonly seen: boolean;
    /** Milliseconds of its last probe, whole ones; absent where it tells none. */
    readonly latency?: number;
}

/** What is said of `target` in what a service mirror exposes; undefined without gateway_alive. */
export function gatewayProbe(metrics: string, target: string): GatewayProbe | undefined {
    const families = parsePrometheusTextFormat(metrics);
    const valueOf = (metric: string) =>
        families
            .find(({ name }) => name === metric)
            ?.metrics.find(({ labels }) => labels?.["target_cluster_name"] === target)?.value;
    const [alive, latency] = [valueOf("gateway_alive"), valueOf("gateway_latency")];
    if (alive === undefined) return undefined;
    const isAlive = Number(alive) === 1;
    // Of a gateway that does not answer it is that of the last answer.
    return isAlive && latency !== undefined
        ? { seen: isAlive, latency: Number(latency) }
        : { seen: isAlive };
}
