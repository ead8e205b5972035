import type { Layer } from "../../findings/layer";
import type { MeshView } from "../../view/meshView";
import { liveLinkerd } from "../../../stacks/survey/liveLinkerd";
import { isUpgraded } from "../isUpgraded";
import { reachableClusters, unreachableClusters } from "../reachableClusters";
import { formerValues, pinnedVersions } from "./chartValues";
import { overridesLeft } from "./overrides";
import { podsToRestart } from "./restarts";

function upgradedClusters(view: MeshView) {
    return reachableClusters(view).filter((cluster) => isUpgraded(view, cluster));
}

/** What has to be done around an upgrade of Linkerd, besides `pulumi up`: only before one. */
export const upgrade: Layer = {
    id: "upgrade",
    title: "Upgrade of Linkerd",
    pre: true,
    applies: (view) => view.pre && upgradedClusters(view).length > 0,
    examine: (view) => {
        const clusters = upgradedClusters(view);
        const live = [
            ...new Set(
                clusters.flatMap((cluster) => liveLinkerd(cluster.kubernetes).version ?? []),
            ),
        ];
        const { linkerd } = view.config.charts.versions;
        return {
            scope: `from ${live.join(" and ")} to ${linkerd}: ServiceProfiles, chartValues, meshed pods`,
            findings: [
                ...formerValues(view),
                ...pinnedVersions(view, live),
                ...clusters.flatMap((cluster) => [
                    ...overridesLeft(view, cluster),
                    ...podsToRestart(view, cluster),
                ]),
            ],
            notChecked: unreachableClusters(view),
        };
    },
};
