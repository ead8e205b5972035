import { routeSpec } from "../../../components/linkerd/splitSpecs";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, MAKE_DELETED_AGAIN, removeOverrides, takeBack } from "../../remedies/kubectl";
import type { RouteSpec } from "../../view/kubernetesView";
import { madeByEngine } from "../../../components/linkerd/madeByEngine";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";
import { profileOf } from "../serviceProfiles";
import type { ExpectedSplit } from "./expectedSplits";
import { notSplit, overrideWeights, weights } from "./weights";

function former({ namespace, service }: ExpectedSplit): string {
    return `TrafficSplit ${namespace}/${service}`;
}

function routeWeights(spec: RouteSpec | undefined): string {
    const backends = (spec?.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
    return weights(backends.map(({ name, weight = 1 }) => ({ service: name, weight })));
}

function parents(spec: RouteSpec | undefined): string {
    return (spec?.parentRefs ?? []).map(({ kind = "", name }) => `${kind} ${name}`).join(", ");
}

/** What is wrong with the HTTPRoute of one port. */
function examineRoute(
    { name: where, kubernetes }: ReachableCluster,
    split: ExpectedSplit,
    { name, port }: ExpectedSplit["routes"][number],
): Finding[] {
    const { namespace, service, backends } = split;
    const place = `HTTPRoute ${namespace}/${name}`;
    const expected: RouteSpec = routeSpec(service, port, backends);
    const route = objectNamed(kubernetes.httpRoutes, namespace, name);
    if (route === undefined) {
        return objectNamed(kubernetes.trafficSplits, namespace, service) === undefined
            ? oneFinding("error", "split-missing", where, {
                  what: `${place} is missing`,
                  why: notSplit(split),
                  remedy: [MAKE_DELETED_AGAIN],
              })
            : oneFinding("warning", "split-missing", where, {
                  what: `${place} is missing, and ${former(split)} is still there`,
                  why: "The update is not through: the TrafficSplit shares the requests until the route is there. `pulumi up` goes on with it.",
                  remedy: [MAKE_DELETED_AGAIN],
              });
    }
    const of = parents(route.spec);
    if (of !== parents(expected)) {
        return oneFinding("error", "split-not-applied", where, {
            what: `${place} is for ${of === "" ? "nothing" : of}, not for ${parents(expected)}`,
            why: notSplit(split),
            remedy: [takeBack(route.metadata)],
        });
    }
    const [found, wanted] = [routeWeights(route.spec), routeWeights(expected)];
    if (found === wanted) return [];
    return oneFinding("error", "split-weights-differ", where, {
        what: `${place} has the weights ${found}, and the configuration ${wanted}`,
        why: notSplit(split),
        remedy: [takeBack(route.metadata)],
    });
}

/** What is wrong with the HTTPRoutes that share the requests to a Service. */
export function examineRoutes(cluster: ReachableCluster, split: ExpectedSplit): Finding[] {
    const { name: where, config, kubernetes } = cluster;
    const { namespace, service, routes } = split;
    const wrong = routes.flatMap((route) => examineRoute(cluster, split, route));
    const overrides = overrideWeights(cluster, split);
    if (wrong.length > 0 || overrides === "") return wrong;
    const found = objectNamed(kubernetes.trafficSplits, namespace, service);
    const isInterrupted = found !== undefined && madeByEngine(found.metadata);
    const places = routes.map(({ name }) => `HTTPRoute ${namespace}/${name}`).join(", ");
    return oneFinding("error", "split-overridden", where, {
        what: `the ServiceProfile of ${service} has the weights ${overrides} in dstOverrides${found === undefined ? "" : `, and ${former(split)} is still there`}`,
        why: `Proxies follow a ServiceProfile before a route: ${places} has no effect.${isInterrupted ? " The update that ends the TrafficSplit is not through." : ""}`,
        remedy: isInterrupted
            ? [MAKE_DELETED_AGAIN]
            : [
                  // Its adaptor would write the weights again.
                  ...(found === undefined
                      ? []
                      : [
                            kubectlIn(
                                config,
                                namespace,
                                ...["delete", "trafficsplits.split.smi-spec.io", service],
                            ),
                        ]),
                  removeOverrides(config, namespace, profileOf(cluster, service, namespace)),
              ],
    });
}
