import type { V1Service } from "@kubernetes/client-node";
import { mirroredName } from "../../components/sample/names";
import type { Backend } from "../../components/linkerd/splitSpecs";
import type {
    ClusterConfig,
    ExportConfig,
    MeshConfig,
    SplitConfig,
} from "../configuration/types/meshConfig";
import { hasLabels, isMirror } from "./mirrorLabels";

/** Namespaces and Services of a cluster; others than the configuration is about may be among them. */
export interface ServiceObjects {
    readonly namespaces: readonly { readonly metadata?: { readonly name?: string } }[];
    readonly services: readonly V1Service[];
}

/** By the name of the cluster; one that did not answer, or was not asked, is absent. */
export type SeenServices = ReadonlyMap<string, ServiceObjects>;

/** The part of a configuration that is about Services of the operator's own. */
export interface ServicesConfig extends Pick<MeshConfig, "links" | "splits" | "createNamespaces"> {
    readonly clusters: readonly Pick<ClusterConfig, "name" | "exports">[];
}

/** A Service by its name. */
export interface NamedService {
    readonly namespace: string;
    readonly service: string;
}

/** A Service whose requests are shared, and between whom. */
export interface SharedService extends NamedService, Pick<SplitConfig, "kind"> {
    /** TCP ports of the Service, in its order. */
    readonly ports: readonly number[];
    readonly backends: readonly Backend[];
}

/** What the program does with the operator's own Services in one cluster. */
export interface OwnServices {
    readonly exports: readonly NamedService[];
    /** Namespaces that it makes where they are not there. */
    readonly namespaces: readonly string[];
    readonly splits: readonly SharedService[];
}

/** Namespaces that the configuration names; empty where it has neither exports nor splits. */
export function namespacesOf({
    clusters,
    splits,
}: Pick<ServicesConfig, "clusters" | "splits">): readonly string[] {
    const all = [...clusters.flatMap((cluster) => cluster.exports), ...splits];
    return [...new Set(all.map(({ namespace }) => namespace))];
}

/** The Service of this name, where it was seen. */
export function serviceIn(
    seen: ServiceObjects | undefined,
    namespace: string,
    name: string,
): V1Service | undefined {
    return seen?.services.find(
        ({ metadata }) => metadata?.namespace === namespace && metadata.name === name,
    );
}

/** The Services that an entry means: that of its name, there or not, or those with its labels. */
export function servicesOf(
    { namespace, service, selector = {} }: ExportConfig,
    seen: ServiceObjects | undefined,
): readonly NamedService[] {
    if (service !== undefined) return [{ namespace, service }];
    return (seen?.services ?? [])
        .filter(
            (found) =>
                found.metadata?.namespace === namespace &&
                hasLabels(found.metadata.labels, selector) &&
                // They have the labels of what they mirror.
                !isMirror(found),
        )
        .map(({ metadata }) => ({ namespace, service: metadata?.name ?? "" }));
}

/** Ports of a Service that Linkerd carries. */
export function tcpPorts(service: V1Service | undefined): readonly number[] {
    return (service?.spec?.ports ?? [])
        .filter(({ protocol = "TCP" }) => protocol === "TCP")
        .map(({ port }) => port);
}

function sharedService(split: SplitConfig, seen: SeenServices): SharedService {
    const { kind, cluster, namespace, service, weights } = split;
    return {
        kind,
        namespace,
        service,
        ports: tcpPorts(serviceIn(seen.get(cluster), namespace, service)),
        backends: weights.map(({ cluster: of, weight }) => ({
            service: of === cluster ? service : mirroredName(service, of),
            weight,
        })),
    };
}

/** What the configuration means of Services, by the name of the cluster. Pure. */
export function ownServices(
    { clusters, links, splits, createNamespaces }: ServicesConfig,
    seen: SeenServices,
): ReadonlyMap<string, OwnServices> {
    return new Map(
        clusters.map(({ name, exports }) => {
            const targets = links.filter(({ source }) => source === name);
            const mirrored = clusters
                .filter((cluster) => targets.some(({ target }) => target === cluster.name))
                .flatMap((cluster) => cluster.exports.map(({ namespace }) => namespace));
            const named = exports
                .flatMap((entry) => servicesOf(entry, seen.get(name)))
                .map((one) => [`${one.namespace}/${one.service}`, one] as const);
            return [
                name,
                {
                    // Two selectors may mean one Service.
                    exports: [...new Map(named).values()],
                    namespaces: createNamespaces ? [...new Set(mirrored)] : [],
                    splits: splits
                        .filter(({ cluster }) => cluster === name)
                        .map((split) => sharedService(split, seen)),
                },
            ];
        }),
    );
}
