import { ApiException, ApisApi, CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import type { CustomLists, CustomObject } from "./kubernetesView";
import { timeLimit } from "../../stacks/survey/timeLimit";

const LIMIT = timeLimit(30);

interface Kind {
    readonly group: string;
    readonly version: string;
    readonly plural: string;
}

const METALLB = { group: "metallb.io", version: "v1beta1" };

/** Kinds of Linkerd that all its versions serve, SMI, MetalLB from 0.13 on, Calico, and Kyverno. */
export const KINDS: Readonly<Record<keyof CustomLists, Kind>> = {
    links: { group: "multicluster.linkerd.io", version: "v1alpha1", plural: "links" },
    trafficSplits: { group: "split.smi-spec.io", version: "v1alpha1", plural: "trafficsplits" },
    httpRoutes: { group: "policy.linkerd.io", version: "v1beta3", plural: "httproutes" },
    serviceProfiles: { group: "linkerd.io", version: "v1alpha2", plural: "serviceprofiles" },
    clusterPolicies: { group: "kyverno.io", version: "v1", plural: "clusterpolicies" },
    felixConfigurations: {
        group: "crd.projectcalico.org",
        version: "v1",
        plural: "felixconfigurations",
    },
    ipAddressPools: { ...METALLB, plural: "ipaddresspools" },
    l2Advertisements: { ...METALLB, plural: "l2advertisements" },
    bgpAdvertisements: { ...METALLB, plural: "bgpadvertisements" },
};

/** Lists the kinds that the cluster has. `list` decides what a refusal means. */
export async function lookAtCustomKinds(
    config: KubeConfig,
    list: <T>(
        what: string,
        request: Promise<{ readonly items: readonly T[] }>,
    ) => Promise<readonly T[]>,
): Promise<CustomLists> {
    const objects = config.makeApiClient(CustomObjectsApi);
    // Asked first: a kind that is not there is refused like any other to who may not list it.
    const { groups } = await config.makeApiClient(ApisApi).getAPIVersions({}, LIMIT);
    const served = new Set(
        groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion)),
    );
    const lists = await Promise.all(
        Object.entries(KINDS).map(async ([name, kind]: [string, Kind]) => {
            if (!served.has(`${kind.group}/${kind.version}`)) return [];
            const request = objects.listClusterCustomObject(kind, LIMIT) as Promise<{
                readonly items: readonly CustomObject<unknown>[];
            }>;
            try {
                return [[name, await list(`${kind.plural}.${kind.group}`, request)]];
            } catch (error) {
                // The group is served without this kind, as MetalLB's is without BGP.
                if (error instanceof ApiException && error.code === 404) return [];
                throw error;
            }
        }),
    );
    return Object.fromEntries(lists.flat()) as CustomLists;
}
