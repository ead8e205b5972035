import { parse } from "yaml";
import { CONTROL_PLANE_NAMESPACE } from "../../components/linkerd/names";
import { LINKERD_VERSIONS } from "../../components/linkerd/versions";
import type { MeshView } from "../view/meshView";
import { objectNamed } from "./objectNamed";
import type { ReachableCluster } from "./reachableClusters";

/** The version of Linkerd that a cluster has, as its chart wrote it down; undefined where there is none. */
export function liveLinkerd({ kubernetes }: ReachableCluster): string | undefined {
    const found = objectNamed(kubernetes.configMaps, CONTROL_PLANE_NAMESPACE, "linkerd-config");
    try {
        const values = parse(found?.data?.["values"] ?? "") as {
            readonly linkerdVersion?: unknown;
        } | null;
        return typeof values?.linkerdVersion === "string" ? values.linkerdVersion : undefined;
    } catch {
        return undefined;
    }
}

/** Whether `pulumi up` brings a cluster from its version to a later one; one that has no row counts as earlier. */
export function isUpgraded({ config }: MeshView, cluster: ReachableCluster): boolean {
    const rowOf = (name: string) => LINKERD_VERSIONS.findIndex(({ linkerd }) => linkerd === name);
    const live = liveLinkerd(cluster);
    return live !== undefined && rowOf(live) < rowOf(config.charts.versions.linkerd);
}
