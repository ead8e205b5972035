import ipaddr from "ipaddr.js";
import type { KubernetesView } from "../view/kubernetesView";
import { objectNamed } from "./objectNamed";
import type { SourceLink } from "./reachableClusters";

/** Where the Endpoints of a Service lead, each as `address:port`. */
export interface Ways {
    readonly ready: readonly string[];
    /** Those that the service mirror has taken out because the gateway does not answer. */
    readonly notReady: readonly string[];
}

/** Addresses and ports of Endpoints; of none where there are no Endpoints. */
export function waysOf(
    { endpoints }: KubernetesView,
    namespace: string | undefined,
    name: string | undefined,
): Ways {
    const found = objectNamed(endpoints, namespace, name);
    const ways = (kind: "addresses" | "notReadyAddresses") => [
        ...new Set(
            (found?.subsets ?? []).flatMap((subset) =>
                (subset[kind] ?? []).flatMap(({ ip }) =>
                    (subset.ports ?? []).map(({ port }) => `${ip}:${port}`),
                ),
            ),
        ),
    ];
    return { ready: ways("addresses"), notReady: ways("notReadyAddresses") };
}

/** The Link of a link, as the service mirror reads it. */
export function linkSpecOf({ source, target }: SourceLink) {
    return source.kubernetes.links?.find(({ metadata }) => metadata.name === target.name)?.spec;
}

/**
 * Where Endpoints must lead according to the Link, for one of its two ports. Undefined without a Link
 * and for host names, which only the cluster can look up.
 */
export function waysByLink(
    link: SourceLink,
    port: "gateway" | "probe",
): readonly string[] | undefined {
    const spec = linkSpecOf(link);
    const addresses = (spec?.gatewayAddress ?? "").split(",").filter(Boolean);
    const number = port === "gateway" ? spec?.gatewayPort : spec?.probeSpec?.port;
    return addresses.length > 0 &&
        addresses.every((address) => ipaddr.IPv4.isValidFourPartDecimal(address))
        ? addresses.map((address) => `${address}:${number ?? ""}`)
        : undefined;
}

/** Whether both name the same ways, in any order. */
export function sameWays(some: readonly string[], others: readonly string[]): boolean {
    return some.length === others.length && some.every((way) => others.includes(way));
}
