import type { NamedService } from "../../../stacks/survey/ownServices";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";
import { profileOf } from "../serviceProfiles";

/** Why a split that is not as it should be matters. */
export function notSplit({ service }: NamedService): string {
    return `Requests to ${service} are not split as the configuration says.`;
}

/** Weights by backend, in the order of their names; whole numbers, as the configuration has them. */
export function weights(
    backends: readonly { readonly service: string; readonly weight: number | string }[] = [],
): string {
    return backends
        .map(({ service, weight }) => `${service} ${weight}`)
        .sort()
        .join(", ");
}

/** Weights that the ServiceProfile of a Service has: proxies read it before any route, and never a split. */
export function overrideWeights(
    cluster: ReachableCluster,
    { namespace, service }: NamedService,
): string {
    const { serviceProfiles } = cluster.kubernetes;
    const name = profileOf(cluster, service, namespace);
    const profile = objectNamed(serviceProfiles, namespace, name);
    return weights(
        profile?.spec?.dstOverrides?.map(({ authority, weight }) => ({
            service: authority.replace(/:\d+$/, "").replace(name.slice(service.length), ""),
            weight,
        })),
    );
}
