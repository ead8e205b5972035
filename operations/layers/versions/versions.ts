import { sh } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import { otherDomain, unknownDomain } from "./clusterDomain";
import { nftablesOnly } from "./nftables";
import { otherVersions } from "./otherVersions";
import type { Layer } from "../../findings/layer";
import {
    reachableClusters,
    unreachableClusters,
    type ReachableCluster,
} from "../reachableClusters";

/** `kubeVersion` of the charts of Linkerd 2.14: `>=1.21.0-0`. */
const LEAST_KUBERNETES = 21;

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
                ...oldKubernetes(cluster),
                ...otherDomain(cluster, view.clusters.indexOf(cluster.view)),
                ...nftablesOnly(cluster, view),
                ...(view.pre ? [] : otherVersions(cluster, view)),
            ]),
            scope: `Kubernetes ${kubernetes.join(", ")}; Linkerd ${view.config.charts.versions.linkerd}`,
            notChecked: [...unreachableClusters(view), ...clusters.flatMap(unknownDomain)],
        };
    },
};

function oldKubernetes({ name, kubernetes: { version } }: ReachableCluster): Finding[] {
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
    const isOld =
        major !== undefined &&
        minor !== undefined &&
        (Number(major) < 1 || (Number(major) === 1 && Number(minor) < LEAST_KUBERNETES));
    if (!isOld) return [];
    return oneFinding("error", "kubernetes-too-old", name, {
        what: `Kubernetes is ${version}`,
        why: `The charts of Linkerd 2.14 refuse clusters before 1.${LEAST_KUBERNETES}.`,
        remedy: [
            sh`kubeadm upgrade apply v1.${LEAST_KUBERNETES + 1}.17  # or as the cluster was installed`,
        ],
    });
}
