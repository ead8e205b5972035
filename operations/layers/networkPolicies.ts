import { counted } from "./counted";
import type { Layer } from "./layer";
import { keptOut } from "./networkPoliciesKeptOut";
import { closedNamespaceFindings, kyvernoFindings } from "./networkPoliciesFindings";
import { neededFlows } from "./networkPoliciesFlows";
import { seenClusters, unseenClusters } from "./seenClusters";

/** NetworkPolicies that keep out what the mesh needs, and the Kyverno policy that makes such. */
export const networkPolicies: Layer = {
    id: "network-policies",
    title: "Network policies",
    pre: true,
    examine: (view) => {
        const clusters = seenClusters(view);
        const policies = clusters.flatMap(({ kubernetes }) => kubernetes.networkPolicies);
        return {
            looked: `${counted(policies.length, "NetworkPolicy", "NetworkPolicies")}, and Kyverno's`,
            findings: clusters.flatMap((cluster) =>
                view.pre
                    ? kyvernoFindings(view, cluster)
                    : closedNamespaceFindings(
                          view,
                          cluster,
                          keptOut(cluster, neededFlows(view, cluster)),
                      ),
            ),
            unseen: unseenClusters(view),
        };
    },
};
