import { HELLOWORLD, SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";
import { profileOf } from "../serviceProfiles";

/** Why a split of the sample that is not as it should be matters. */
export const NOT_SPLIT = "Requests to helloworld are not split as the configuration says.";

/** Weights by backend, in the order of their names; whole numbers, as the configuration has them. */
export function weights(
    backends: readonly { readonly service: string; readonly weight: number | string }[] = [],
): string {
    return backends
        .map(({ service, weight }) => `${service} ${weight}`)
        .sort()
        .join(", ");
}

/** Name of the ServiceProfile of the sample's helloworld. */
export function profileName(cluster: ReachableCluster): string {
    return profileOf(cluster, HELLOWORLD, SAMPLE_NAMESPACE);
}

/** Weights that the ServiceProfile of helloworld has: proxies read it before any route, and never a split. */
export function overrideWeights(cluster: ReachableCluster): string {
    const { serviceProfiles } = cluster.kubernetes;
    const name = profileName(cluster);
    const profile = objectNamed(serviceProfiles, SAMPLE_NAMESPACE, name);
    return weights(
        profile?.spec?.dstOverrides?.map(({ authority, weight }) => ({
            service: authority.replace(/:\d+$/, "").replace(name.slice(HELLOWORLD.length), ""),
            weight,
        })),
    );
}
