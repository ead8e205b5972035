import { kubernetesMisfit } from "../../../components/linkerd/kubernetesRange";
import { sh } from "../../../components/shell";
import { kubernetesProblems, upgradeProblems } from "../../../stacks/survey/linkerdChecks";
import { liveLinkerd } from "../../../stacks/survey/liveLinkerd";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { setKeys } from "../../remedies/setKeys";
import { problemFinding } from "../problemFinding";
import { otherDomain, unknownDomain } from "./clusterDomain";
import { nftablesOnly } from "./nftables";
import { otherVersions } from "./otherVersions";
import type { Layer } from "../../findings/layer";
import {
    reachableClusters,
    unreachableClusters,
    type ReachableCluster,
} from "../reachableClusters";

/** Whether Kubernetes is one that Linkerd runs on, and Linkerd the same one everywhere. */
export const versions: Layer = {
    id: "versions",
    title: "Versions",
    pre: true,
    examine: (view) => {
        const clusters = reachableClusters(view);
        const kubernetes = [...new Set(clusters.map(({ kubernetes: { version } }) => version))];
        return {
            findings: clusters.flatMap((cluster) => [
                ...kubernetesFindings(cluster, view),
                ...otherDomain(cluster, view.clusters.indexOf(cluster.view)),
                ...nftablesOnly(cluster, view),
                ...(view.pre ? upgradeFindings(cluster, view) : otherVersions(cluster, view)),
            ]),
            scope: `Kubernetes ${kubernetes.join(", ")}; Linkerd ${view.config.charts.versions.linkerd}`,
            notChecked: [...unreachableClusters(view), ...clusters.flatMap(unknownDomain)],
        };
    },
};

/** A Kubernetes that the documentation of the configured Linkerd does not name. */
function kubernetesFindings(
    { name, config, kubernetes: { version } }: ReachableCluster,
    view: MeshView,
): Finding[] {
    const { versions: row } = view.config.charts;
    const misfit = kubernetesMisfit(version, row);
    if (misfit?.side !== "above") {
        return kubernetesProblems(config, view.config, version).map((problem) => {
            const finding = problemFinding(problem, config, view.pre);
            const upgrade = sh`kubeadm upgrade plan  # or as the cluster was installed`;
            return finding.remedy.length > 0 ? finding : { ...finding, remedy: [upgrade] };
        });
    }
    const { covered, instead } = misfit;
    const fits = instead === undefined ? "" : `; ${instead.linkerd} (${instead.series}) names it`;
    return oneFinding("warning", "kubernetes-not-covered", name, {
        what: `Kubernetes is ${version}, and Linkerd ${row.series} names ${covered}`,
        why: `Nobody tests the two together${fits}.`,
        remedy:
            instead === undefined
                ? []
                : setKeys([{ path: ["linkerdVersion"], value: instead.linkerd }]),
    });
}

/** What `up` would refuse of the step from the version that runs. */
function upgradeFindings({ config, kubernetes }: ReachableCluster, view: MeshView): Finding[] {
    return upgradeProblems(config, view.config, liveLinkerd(kubernetes)).map((problem) =>
        problemFinding(problem, config, view.pre),
    );
}
