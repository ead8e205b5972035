import type { V1Service } from "@kubernetes/client-node";
import type { ShellText } from "../../components/shell";
import { linkSpec } from "../../components/linkerd/linkSpec";
import { oneFinding, type Finding } from "../findings/finding";
import { kubectlIn } from "../remedies/kubectl";
import { waysOf } from "./mirrorEndpoints";
import { hasLabels } from "../../stacks/survey/mirrorLabels";
import type { ReachableCluster } from "./reachableClusters";

/** Namespace and name of a Service, as they are told. */
export function place({ metadata }: V1Service): string {
    return `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
}

/** Services that the Links of the peers select, those for remote discovery included. */
export function exportedServices({ config, kubernetes }: ReachableCluster): readonly V1Service[] {
    const { name, clusterDomain } = config;
    const spec = linkSpec({ name, clusterDomain, trustDomain: clusterDomain });
    return kubernetes.services.filter(({ metadata }) =>
        [spec.selector, spec.remoteDiscoverySelector].some(({ matchLabels }) =>
            hasLabels(metadata?.labels, matchLabels),
        ),
    );
}

/** Whether a Service has a pod that could answer. */
export function hasReadyPods({ kubernetes }: ReachableCluster, { metadata }: V1Service): boolean {
    return waysOf(kubernetes, metadata?.namespace, metadata?.name).ready.length > 0;
}

function startPods(cluster: ReachableCluster, { metadata, spec }: V1Service): ShellText {
    const namespace = metadata?.namespace ?? "";
    const selector = spec?.selector ?? {};
    const stopped = cluster.kubernetes.deployments.filter(
        (deployment) =>
            deployment.metadata?.namespace === namespace &&
            deployment.spec?.replicas === 0 &&
            hasLabels(deployment.spec.template.metadata?.labels, selector),
    );
    if (stopped.length > 0) {
        const names = stopped.map((deployment) => `deployment/${deployment.metadata?.name ?? ""}`);
        return kubectlIn(cluster.config, namespace, "scale", ...names, "--replicas=1");
    }
    const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
    return labels.length === 0
        ? kubectlIn(cluster.config, namespace, "describe", "service", metadata?.name ?? "")
        : kubectlIn(
              cluster.config,
              namespace,
              "describe",
              "pods",
              `--selector=${labels.join(",")}`,
          );
}

/** Exported Services that nobody could answer for. */
export function exportFindings(
    cluster: ReachableCluster,
    exported: readonly V1Service[],
): Finding[] {
    return exported
        .filter((service) => !hasReadyPods(cluster, service))
        .flatMap((service) =>
            oneFinding("error", "export-without-pods", cluster.name, {
                what: `exported Service ${place(service)} has no ready pod`,
                why: "Requests from the other clusters fail, and their mirrors lead nowhere.",
                remedy: [startPods(cluster, service)],
            }),
        );
}
