import type { ReachableCluster } from "./reachableClusters";

/** Name of the ServiceProfile of a Service. */
export function profileOf(
    { config }: ReachableCluster,
    service: string,
    namespace: string,
): string {
    return `${service}.${namespace}.svc.${config.clusterDomain}`;
}

/** ServiceProfiles that share requests by weights: proxies follow them before any route. */
export function overriddenProfiles({ kubernetes: { serviceProfiles = [] } }: ReachableCluster) {
    return serviceProfiles.flatMap(({ metadata: { namespace = "", name = "" }, spec }) => {
        const overrides = spec?.dstOverrides ?? [];
        return overrides.length === 0 ? [] : [{ namespace, name, overrides }];
    });
}
