import { CONTROL_PLANE_NAMESPACE } from "../../../components/linkerd/names";
import { oneFinding, type Finding } from "../../findings/finding";
import { deploymentTrouble } from "../deployments";
import { applyChartAgain } from "../../remedies/kubectl";
import type { ReachableCluster } from "../reachableClusters";

const RELEASE = "linkerd-control-plane";
const WEBHOOK = "linkerd-proxy-injector-webhook-config";

/** Deployments of the control plane in Linkerd 2.14, and what stands still without each. */
const COMPONENTS: Readonly<Record<string, string>> = {
    "linkerd-identity":
        "Proxies get no certificates: new pods stay unready, and those of today fail within a day.",
    "linkerd-destination": "Proxies do not learn where Services are, nor how requests are split.",
    "linkerd-proxy-injector":
        "New pods start without a proxy, or not at all with webhookFailurePolicy Fail.",
};

/** What every proxy needs beside it: the control plane, and the webhook that injects it. */
export function controlPlaneFindings(cluster: ReachableCluster, replicas: number): Finding[] {
    const { name, config, kubernetes } = cluster;
    const again = applyChartAgain(config, CONTROL_PLANE_NAMESPACE, RELEASE);
    const components = Object.entries(COMPONENTS).flatMap(([deployment, why]): Finding[] => {
        const trouble = deploymentTrouble(cluster, CONTROL_PLANE_NAMESPACE, deployment, replicas);
        if (trouble === undefined) return [];
        const { what, remedy = again } = trouble;
        return oneFinding("error", "control-plane-down", name, {
            what,
            why,
            remedy: [remedy],
        });
    });
    if (kubernetes.mutatingWebhooks.some(({ metadata }) => metadata?.name === WEBHOOK)) {
        return components;
    }
    return [
        ...components,
        ...oneFinding("error", "injector-webhook-missing", name, {
            what: `MutatingWebhookConfiguration ${WEBHOOK} is missing`,
            why: "The API server does not ask the injector: new pods start without a proxy.",
            remedy: [again],
        }),
    ];
}
