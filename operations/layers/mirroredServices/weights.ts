import type { NamedService } from "../../../stacks/survey/ownServices";
import { objectNamed } from "../objectNamed";
import { quantity } from "../quantity";
import type { ReachableCluster } from "../reachableClusters";
import { profileOf } from "../serviceProfiles";

/** Why a split that is not as it should be matters. */
export function notSplit({ service }: NamedService): string {
    return `Requests to ${service} are not split as the configuration says.`;
}

/** A weight as the configuration writes it; one that is no quantity stays as it is. */
function plain(weight: number | string): string {
    try {
        return String(quantity(String(weight)));
    } catch {
        return String(weight);
    }
}

/** Weights by backend, in the order of their names. */
export function weights(
    backends: readonly { readonly service: string; readonly weight: number | string }[] = [],
): string {
    return backends
        .map(({ service, weight }) => `${service} ${plain(weight)}`)
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
