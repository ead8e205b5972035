import { SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { sh } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import { removeOverrides } from "../../remedies/kubectl";
import type { MeshView } from "../../view/meshView";
import type { ReachableCluster } from "../reachableClusters";
import { overriddenProfiles } from "../serviceProfiles";
import { profileName } from "./weights";

/** ServiceProfiles of others that win over routes, where no linkerd-smi of the program's writes them. */
export function foreignOverrides({ config }: MeshView, cluster: ReachableCluster): Finding[] {
    if (config.charts.smi !== undefined) return [];
    const isSample = (namespace: string, name: string) =>
        namespace === SAMPLE_NAMESPACE && name === profileName(cluster);
    return overriddenProfiles(cluster).flatMap(({ namespace, name, overrides }): Finding[] => {
        if (isSample(namespace, name)) return [];
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
