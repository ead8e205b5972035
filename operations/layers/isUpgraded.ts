import { isLater } from "../../components/linkerd/upgrade";
import { liveLinkerd } from "../../stacks/survey/liveLinkerd";
import type { MeshView } from "../view/meshView";
import type { ReachableCluster } from "./reachableClusters";

/** Whether `pulumi up` brings a cluster from its version of Linkerd to a later one. */
export function isUpgraded({ config }: MeshView, { kubernetes }: ReachableCluster): boolean {
    const { version } = liveLinkerd(kubernetes);
    return version !== undefined && isLater(config.charts.versions, version);
}
