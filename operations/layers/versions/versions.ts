import type { V1Deployment } from "@kubernetes/client-node";
import {
    CONTROL_PLANE_NAMESPACE,
    GATEWAY,
    MULTICLUSTER_NAMESPACE,
} from "../../../components/linkerd/names";
import { sh } from "../../../components/shell";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import type { MeshView } from "../../view/meshView";
import { enumerate } from "../../findings/enumerate";
import { applyChartAgain, rolloutRestart, takeBack } from "../../remedies/kubectl";
import type { RemedyLine } from "../../remedies/remedy";
import { otherDomain, unknownDomain } from "./clusterDomain";
import { nftablesOnly } from "./nftables";
import type { Layer } from "../../findings/layer";
import { expectedTag, linkerdImages } from "./linkerdImages";
import { deploymentOf, meshedPods, PROXY } from "../meshedPods";
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
                ...(view.pre
                    ? []
                    : [...otherDeployments(cluster, view), ...otherProxies(cluster, view)]),
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

/** Deployments of the mesh whose templates name images of another version. */
function otherDeployments(cluster: ReachableCluster, { config }: MeshView): Finding[] {
    const namespaces = [CONTROL_PLANE_NAMESPACE, MULTICLUSTER_NAMESPACE];
    return cluster.kubernetes.deployments
        .filter(({ metadata }) => namespaces.includes(metadata?.namespace ?? ""))
        .flatMap((deployment): Finding[] => {
            const images = linkerdImages(deployment.spec?.template.spec?.containers ?? []);
            const others = images.filter((image) => image.tag !== expectedTag(image, config));
            if (others.length === 0) return [];
            const place = `${deployment.metadata?.namespace ?? ""}/${deployment.metadata?.name ?? ""}`;
            const found = others.map(
                ({ container, name: image, tag }) => `${container} runs ${image}:${tag}`,
            );
            return oneFinding("error", "linkerd-version-differs", cluster.name, {
                what: `Deployment ${place} is not of Linkerd ${config.charts.versions.linkerd}: ${found.join(", ")}`,
                why: "Linkerd supports its parts in one version; between two, links and policies may be read in two ways.",
                remedy: [remedyFor(cluster, deployment)],
            });
        });
}

function remedyFor({ config }: ReachableCluster, { metadata }: V1Deployment): RemedyLine {
    if (metadata?.namespace === CONTROL_PLANE_NAMESPACE) {
        return applyChartAgain(config, CONTROL_PLANE_NAMESPACE, "linkerd-control-plane");
    }
    return metadata?.name === GATEWAY
        ? applyChartAgain(config, MULTICLUSTER_NAMESPACE, "linkerd-multicluster")
        : takeBack(metadata);
}

/** Pods whose proxies were injected before the control plane got its version. */
function otherProxies(cluster: ReachableCluster, { config }: MeshView): Finding[] {
    const others = meshedPods(cluster.kubernetes).flatMap((pod) => {
        const proxies = (pod.spec?.containers ?? []).filter(({ name }) => name === PROXY);
        const namespace = pod.metadata?.namespace ?? "";
        // The proxies of the control plane stand in its Deployments.
        if (namespace === CONTROL_PLANE_NAMESPACE) return [];
        return linkerdImages(proxies)
            .filter((image) => image.tag !== expectedTag(image, config))
            .map(({ tag }) => ({ place: `${namespace}/${deploymentOf(pod) ?? ""}`, tag }));
    });
    return [...groupBy(others, ({ place }) => place)].flatMap(([place, group]) => {
        const tags = [...new Set(group.map(({ tag }) => tag))];
        const [namespace = "", name = ""] = place.split("/");
        return oneFinding("warning", "proxy-version-differs", cluster.name, {
            what: `pods of Deployment ${place} have a proxy of version ${enumerate(tags)}, not ${config.charts.versions.linkerd}`,
            why: "They were made before the control plane was upgraded; a proxy may be one version behind.",
            remedy: [rolloutRestart(cluster.config, namespace, `deployment/${name}`)],
        });
    });
}
