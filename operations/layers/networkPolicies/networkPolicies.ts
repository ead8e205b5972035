import { counted } from "../../findings/counted";
import type { Layer } from "../../findings/layer";
import { keptOut } from "./keptOut";
import { closedNamespaceFindings, kyvernoFindings } from "./findings";
import { neededFlows } from "./flows";
import { proxyPortFindings } from "./proxyPort";
import { isUpgraded } from "../isUpgraded";
import { reachableClusters, unreachableClusters } from "../reachableClusters";

/** NetworkPolicies that keep out what the mesh needs, and the Kyverno policy that makes such. */
export const networkPolicies: Layer = {
    id: "network-policies",
    title: "Network policies",
    pre: true,
    examine: (view) => {
        const clusters = reachableClusters(view);
        const policies = clusters.flatMap(({ kubernetes }) => kubernetes.networkPolicies);
        return {
            scope: `${counted(policies.length, "NetworkPolicy", "NetworkPolicies")}, and Kyverno's`,
            findings: clusters.flatMap((cluster) => [
                ...(view.pre
                    ? kyvernoFindings(view, cluster)
                    : closedNamespaceFindings(
                          view,
                          cluster,
                          keptOut(cluster, neededFlows(view, cluster)),
                      )),
                ...(!view.pre || isUpgraded(view, cluster) ? proxyPortFindings(view, cluster) : []),
            ]),
            notChecked: unreachableClusters(view),
        };
    },
};
