import type { V1Service } from "@kubernetes/client-node";
import { CLUSTER_NAME_LABEL } from "../../../stacks/survey/mirrorLabels";
import { quantity } from "../../layers/quantity";
import type { CustomObject, ServiceProfileSpec } from "../../view/kubernetesView";
import type { To } from "../askOptions";

/** Spec of an HTTPRoute, as far as it says who gets requests to a Service. */
export interface LiveRouteSpec {
    readonly parentRefs?: readonly {
        readonly kind?: string;
        readonly name: string;
        readonly namespace?: string;
        readonly port?: number;
    }[];
    readonly rules?: readonly {
        readonly matches?: readonly unknown[];
        readonly backendRefs?: readonly { readonly name: string; readonly weight?: number }[];
    }[];
}

/** Spec of a ServiceProfile: one with routes or weights of its own keeps proxies from any HTTPRoute. */
export type LiveProfileSpec = ServiceProfileSpec & { readonly routes?: readonly unknown[] };

/** What was seen of a Service in the cluster that asks. */
export interface Target {
    readonly to: To;
    /** Cluster that asks, and namespace of the pod. */
    readonly cluster: string;
    readonly client: string;
    /** Services of the target's namespace. */
    readonly services: readonly V1Service[];
    readonly profile?: CustomObject<LiveProfileSpec>;
    /** Of both groups, in the namespaces of the target and of the client. */
    readonly routes: readonly CustomObject<LiveRouteSpec>[];
}

/** Who should answer. */
export interface LiveWeights {
    /** Services that get requests. */
    readonly backends: readonly string[];
    /** Share of the answers by cluster, from 0 to 1; absent where it cannot be told. */
    readonly expected?: Readonly<Record<string, number>>;
    /** Where the weights stand, or why they cannot be told. */
    readonly told: string;
}

type Weights = readonly { readonly service: string; readonly weight: number }[];

function clusterOf({ services, cluster }: Target, service: string): string {
    const object = services.find(({ metadata }) => metadata?.name === service);
    return object?.metadata?.labels?.[CLUSTER_NAME_LABEL] ?? cluster;
}

function shares(target: Target, weights: Weights): Readonly<Record<string, number>> {
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    const byCluster: Record<string, number> = {};
    for (const { service, weight } of weights) {
        const cluster = clusterOf(target, service);
        byCluster[cluster] = (byCluster[cluster] ?? 0) + weight / total;
    }
    return byCluster;
}

function weighed(target: Target, weights: Weights, told: string): LiveWeights {
    const backends = weights.map(({ service }) => service);
    return weights.some(({ weight }) => weight > 0)
        ? { backends, expected: shares(target, weights), told }
        : { backends, told: `${told}, in which no backend has a weight` };
}

function isOf({ to }: Target, { metadata, spec }: CustomObject<LiveRouteSpec>): boolean {
    return (spec?.parentRefs ?? []).some(
        ({ kind, name, namespace = metadata.namespace, port = to.port }) =>
            kind === "Service" &&
            name === to.service &&
            namespace === to.namespace &&
            port === to.port,
    );
}

function matchesAll(matches: readonly unknown[] = []): boolean {
    const anything = JSON.stringify([{ path: { type: "PathPrefix", value: "/" } }]);
    return matches.length === 0 || JSON.stringify(matches) === anything;
}

/**
 * Who should answer requests to a Service, by what the proxies follow: a ServiceProfile before any
 * HTTPRoute, and routes in the client's namespace before those beside the Service. Pure.
 */
export function liveWeights(target: Target): LiveWeights {
    const { to, client, profile, routes } = target;
    const alone = (told: string) => weighed(target, [{ service: to.service, weight: 1 }], told);
    const overrides = profile?.spec?.dstOverrides ?? [];
    const profileName = `ServiceProfile ${to.namespace}/${profile?.metadata.name ?? ""}`;
    if (overrides.length > 0) {
        const weights = overrides.map(({ authority, weight }) => ({
            service: authority.split(".")[0] ?? "",
            weight: quantity(weight),
        }));
        return weighed(target, weights, `weights of ${profileName}`);
    }
    if ((profile?.spec?.routes ?? []).length > 0) {
        return alone(`${profileName} has no weights, and routes of it come before any HTTPRoute`);
    }
    const own = routes.filter((route) => isOf(target, route));
    const ofClient = own.filter(({ metadata }) => metadata.namespace === client);
    const ruling = ofClient.length > 0 ? ofClient : own;
    const [route, ...others] = ruling;
    if (route === undefined) return alone(`no split over ${to.namespace}/${to.service}`);
    const [rule, ...otherRules] = route.spec?.rules ?? [];
    const name = `HTTPRoute ${route.metadata.namespace ?? ""}/${route.metadata.name ?? ""}`;
    if (others.length > 0 || otherRules.length > 0 || !matchesAll(rule?.matches)) {
        const refs = ruling.flatMap(({ spec }) => spec?.rules ?? []);
        const backends = refs.flatMap(({ backendRefs = [] }) => backendRefs.map((ref) => ref.name));
        const told = `shares are not compared: ${name} and others have rules of their own for some requests`;
        return { backends: [to.service, ...backends], told };
    }
    const refs = rule?.backendRefs ?? [];
    if (refs.length === 0) return alone(`${name} names no backend`);
    const weights = refs.map(({ name: service, weight = 1 }) => ({ service, weight }));
    return weighed(target, weights, `weights of ${name}`);
}
