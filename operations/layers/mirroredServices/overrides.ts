import { sh } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import { removeOverrides } from "../../remedies/kubectl";
import type { MeshView } from "../../view/meshView";
import type { ReachableCluster } from "../reachableClusters";
import { overriddenProfiles, profileOf } from "../serviceProfiles";
import { expectedSplits } from "./expectedSplits";

/** ServiceProfiles of others that win over routes, where no linkerd-smi of the program's writes them. */
export function foreignOverrides(view: MeshView, cluster: ReachableCluster): Finding[] {
    if (view.config.charts.smi !== undefined) return [];
    const own = expectedSplits(view, cluster).map(({ namespace, service }) =>
        profileOf(cluster, service, namespace),
    );
    return overriddenProfiles(cluster).flatMap(({ namespace, name, overrides }): Finding[] => {
        if (own.includes(name)) return [];
        const backends = overrides.map(({ authority, weight }) => `${authority} ${weight}`);
        return oneFinding("warning", "route-overridden", cluster.name, {
            what: `ServiceProfile ${namespace}/${name} shares requests by dstOverrides: ${backends.join(", ")}`,
            why: "Proxies follow them before any HTTPRoute of the Service. Without linkerd-smi nobody writes them anew when its TrafficSplit changes.",
            remedy: [
                sh`${removeOverrides(cluster.config, namespace, name)}  # or keep linkerd-smi: sample.split TrafficSplit`,
            ],
        });
    });
}
