import parsePrometheusTextFormat from "parse-prometheus-text-format";

/** The metric gateway_alive of `target` in what a service mirror exposes; none where it has none. */
export function gatewayAlive(metrics: string, target: string): boolean | undefined {
    const family = parsePrometheusTextFormat(metrics).find(({ name }) => name === "gateway_alive");
    const metric = family?.metrics.find(({ labels }) => labels?.["target_cluster_name"] === target);
    return metric === undefined ? undefined : Number(metric.value) === 1;
}
