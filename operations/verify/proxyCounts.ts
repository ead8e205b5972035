import parsePrometheusTextFormat from "parse-prometheus-text-format";
import type { To } from "./askOptions";

/** What a proxy has counted of the answers to a Service's requests. */
export interface ProxyCounts {
    /** Answers by the Service that gave them and, of a mirror, its cluster. */
    readonly answers: readonly Answered[];
    /** Requests that the proxy sent again. */
    readonly retries: number;
}

/** How many answers came from the endpoints of one Service. */
export interface Answered {
    readonly service: string;
    /** Cluster of a mirror. */
    readonly cluster?: string;
    readonly count: number;
}

type Labels = Readonly<Record<string, string>>;

/** Reads the metrics of the proxy of a pod that asks for `to`, whose requests go to `backends`. Pure. */
export function proxyCounts(metrics: string, to: To, backends: readonly string[]): ProxyCounts {
    const families = parsePrometheusTextFormat(metrics);
    const samples = (family: string) =>
        families
            .filter(({ name }) => name === family)
            .flatMap((found) => found.metrics)
            .map(({ labels = {}, value }) => ({ labels, count: Number(value) }));
    const sum = (family: string, isMeant: (labels: Labels) => boolean) =>
        samples(family)
            .filter(({ labels }) => isMeant(labels))
            .reduce((total, { count }) => total + count, 0);
    const answers = new Map<string, Answered>();
    for (const { labels, count } of samples("response_total")) {
        const { direction, dst_namespace, dst_service = "", dst_target_cluster = "" } = labels;
        const isMeant = direction === "outbound" && dst_namespace === to.namespace;
        if (!isMeant || !backends.includes(dst_service)) continue;
        const before = answers.get(dst_service)?.count ?? 0;
        const cluster = dst_target_cluster === "" ? {} : { cluster: dst_target_cluster };
        answers.set(dst_service, { service: dst_service, ...cluster, count: before + count });
    }
    // Of a ServiceProfile: what was sent, less what the pod asked for.
    const ofProfile = ({ direction, dst = "" }: Labels) =>
        direction === "outbound" && dst.startsWith(`${to.service}.${to.namespace}.svc.`);
    const ofRoute = ({ parent_name, parent_namespace }: Labels) =>
        parent_name === to.service && parent_namespace === to.namespace;
    return {
        answers: [...answers.values()],
        retries:
            sum("route_actual_request_total", ofProfile) -
            sum("route_request_total", ofProfile) +
            sum("outbound_http_route_retry_requests_total", ofRoute),
    };
}

/** What was counted from `before` to `after`. Pure. */
export function countedSince(before: ProxyCounts, after: ProxyCounts): ProxyCounts {
    return {
        answers: after.answers.flatMap(({ count, ...answered }) => {
            const former = before.answers.find(({ service }) => service === answered.service);
            const more = count - (former?.count ?? 0);
            return more > 0 ? [{ ...answered, count: more }] : [];
        }),
        retries: after.retries - before.retries,
    };
}

/** What the proxies of several pods counted together. Pure. */
export function together(all: readonly ProxyCounts[]): ProxyCounts {
    const services = new Map<string, Answered>();
    for (const answered of all.flatMap(({ answers }) => answers)) {
        const before = services.get(answered.service)?.count ?? 0;
        services.set(answered.service, { ...answered, count: before + answered.count });
    }
    return {
        answers: [...services.values()],
        retries: all.reduce((sum, { retries }) => sum + retries, 0),
    };
}
