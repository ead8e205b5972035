import { HELLOWORLD, SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, MAKE_DELETED_AGAIN, removeOverrides, takeBack } from "../../remedies/kubectl";
import type { RouteSpec } from "../../view/kubernetesView";
import { madeByEngine } from "../madeByEngine";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";
import { NOT_SPLIT, overrideWeights, profileName, weights } from "./weights";

const PLACE = `HTTPRoute ${SAMPLE_NAMESPACE}/${HELLOWORLD}`;
const FORMER = `TrafficSplit ${SAMPLE_NAMESPACE}/${HELLOWORLD}`;

function routeWeights(spec: RouteSpec | undefined): string {
    const backends = (spec?.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
    return weights(backends.map(({ name, weight = 1 }) => ({ service: name, weight })));
}

function parents(spec: RouteSpec | undefined): string {
    return (spec?.parentRefs ?? []).map(({ kind = "", name }) => `${kind} ${name}`).join(", ");
}

/** What is wrong with the HTTPRoute that shares the requests to the sample. */
export function examineRoute(cluster: ReachableCluster, expected: RouteSpec): Finding[] {
    const { name: where, config, kubernetes } = cluster;
    const find = <T extends { readonly metadata: object }>(objects: readonly T[] | undefined) =>
        objectNamed(objects, SAMPLE_NAMESPACE, HELLOWORLD);
    const route = find(kubernetes.httpRoutes);
    const former = find(kubernetes.trafficSplits);
    if (route === undefined) {
        return former === undefined
            ? oneFinding("error", "split-missing", where, {
                  what: `${PLACE} is missing`,
                  why: NOT_SPLIT,
                  remedy: [MAKE_DELETED_AGAIN],
              })
            : oneFinding("warning", "split-missing", where, {
                  what: `${PLACE} is missing, and ${FORMER} is still there`,
                  why: "The update is not through: the TrafficSplit shares the requests until the route is there. `pulumi up` goes on with it.",
                  remedy: [MAKE_DELETED_AGAIN],
              });
    }
    const of = parents(route.spec);
    if (of !== parents(expected)) {
        return oneFinding("error", "split-not-applied", where, {
            what: `${PLACE} is for ${of === "" ? "nothing" : of}, not for ${parents(expected)}`,
            why: NOT_SPLIT,
            remedy: [takeBack(route.metadata)],
        });
    }
    const [found, wanted] = [routeWeights(route.spec), routeWeights(expected)];
    if (found !== wanted) {
        return oneFinding("error", "split-weights-differ", where, {
            what: `${PLACE} has the weights ${found}, and the configuration ${wanted}`,
            why: NOT_SPLIT,
            remedy: [takeBack(route.metadata)],
        });
    }
    const overrides = overrideWeights(cluster);
    if (overrides === "") return [];
    const isInterrupted = former !== undefined && madeByEngine(former.metadata);
    return oneFinding("error", "split-overridden", where, {
        what: `the ServiceProfile of helloworld has the weights ${overrides} in dstOverrides${former === undefined ? "" : `, and ${FORMER} is still there`}`,
        why: `Proxies follow a ServiceProfile before a route: ${PLACE} has no effect.${isInterrupted ? " The update that ends the TrafficSplit is not through." : ""}`,
        remedy: isInterrupted
            ? [MAKE_DELETED_AGAIN]
            : [
                  // Its adaptor would write the weights again.
                  ...(former === undefined
                      ? []
                      : [
                            kubectlIn(
                                config,
                                SAMPLE_NAMESPACE,
                                ...["delete", "trafficsplits.split.smi-spec.io", HELLOWORLD],
                            ),
                        ]),
                  removeOverrides(config, SAMPLE_NAMESPACE, profileName(cluster)),
              ],
    });
}
