import { HELLOWORLD, SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, removeOverrides } from "../../remedies/kubectl";
import type { MeshView } from "../../view/meshView";
import type { ReachableCluster } from "../reachableClusters";
import { overriddenProfiles, profileOf } from "../serviceProfiles";

/**
 * ServiceProfiles with weights of the operator's own, where the upgrade ends linkerd-smi: nobody would
 * change them after it. The program empties that of the sample itself. Pure.
 */
export function overridesLeft({ config }: MeshView, cluster: ReachableCluster): Finding[] {
    if (config.charts.smi !== undefined) return [];
    const { trafficSplits = [] } = cluster.kubernetes;
    const samples = profileOf(cluster, HELLOWORLD, SAMPLE_NAMESPACE);
    const left = overriddenProfiles(cluster).flatMap(({ namespace, name }) => {
        if (config.sample !== undefined && name === samples) return [];
        const splits = trafficSplits.filter(
            (split) =>
                split.metadata.namespace === namespace &&
                profileOf(cluster, split.spec?.service ?? "", namespace) === name,
        );
        return [{ namespace, name, splits }];
    });
    if (left.length === 0) return [];
    return oneFinding("warning", "overrides-left", cluster.name, {
        what: `these ServiceProfiles have dstOverrides: ${enumerate(left.map(({ namespace, name }) => `${namespace}/${name}`))}`,
        why: `dstOverrides win over an HTTPRoute. The upgrade to Linkerd ${config.charts.versions.series} takes linkerd-smi away, and with it who writes them: they stay as they are. Remove them before, or keep linkerd-smi with sample.split: TrafficSplit.`,
        remedy: left.flatMap(({ namespace, name, splits }) =>
            // linkerd-smi empties the profile of a TrafficSplit that goes, and fills that of one that stays.
            splits.length > 0
                ? splits.map(({ metadata }) =>
                      kubectlIn(
                          cluster.config,
                          namespace,
                          ...["delete", "trafficsplits.split.smi-spec.io", metadata.name ?? ""],
                      ),
                  )
                : [removeOverrides(cluster.config, namespace, name)],
        ),
    });
}
