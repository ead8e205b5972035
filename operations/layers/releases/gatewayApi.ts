import { oneFinding, type Finding } from "../../findings/finding";
import { setKeys } from "../../remedies/setKeys";
import { madeByHelm, type Release } from "../madeByHelm";
import type { ReachableCluster } from "../reachableClusters";

/** The only one of Gateway API's that the chart linkerd-crds of Linkerd 2.14 brings. */
const HTTP_ROUTES = "httproutes.gateway.networking.k8s.io";

/** The Gateway API's CRD where the chart is to install it and somebody else did. `index` is the cluster's. Pure. */
export function foreignGatewayApi(
    { name, config, kubernetes }: ReachableCluster,
    index: number,
    releases: readonly Release[],
): Finding[] {
    const found = kubernetes.customResourceDefinitions.find((one) => one.name === HTTP_ROUTES);
    if (!config.gatewayApiCrds || found === undefined || madeByHelm(found, releases)) return [];
    return oneFinding("error", "gateway-api-foreign", name, {
        what: `the CustomResourceDefinition ${HTTP_ROUTES} is there already, and not of the release linkerd/linkerd-crds`,
        why: "`pulumi up` fails: Helm takes over nothing that somebody else made. Linkerd uses the one that is there.",
        remedy: setKeys([{ path: ["clusters", index, "gatewayApiCrds"], value: "false" }]),
    });
}
