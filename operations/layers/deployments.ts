import type { ShellText } from "../../components/shell";
import { kubectlIn } from "../remedies/kubectl";
import { objectNamed } from "./objectNamed";
import type { ReachableCluster } from "./reachableClusters";

/** Why a Deployment has no pod that works. */
export interface DeploymentTrouble {
    readonly what: string;
    /** Absent where the Deployment is missing: what made it makes it again. */
    readonly remedy?: ShellText;
}

/** What keeps the pods of a Deployment from working, as their containers say it. */
function reasons({ kubernetes }: ReachableCluster, namespace: string, prefix: string): string {
    const waiting = kubernetes.pods
        .filter(
            ({ metadata }) =>
                metadata?.namespace === namespace && metadata.name?.startsWith(`${prefix}-`),
        )
        .flatMap(({ status }) => [
            ...(status?.initContainerStatuses ?? []),
            ...(status?.containerStatuses ?? []),
        ])
        .flatMap(({ name, state }) => {
            const reason = state?.waiting?.reason ?? state?.terminated?.reason;
            return reason === undefined || reason === "Completed" ? [] : [`${name}: ${reason}`];
        });
    return waiting.length === 0 ? "" : ` (${[...new Set(waiting)].join(", ")})`;
}

/** What is wrong with a Deployment that should have `replicas` pods; undefined where one is ready. */
export function deploymentTrouble(
    cluster: ReachableCluster,
    namespace: string,
    name: string,
    replicas: number,
): DeploymentTrouble | undefined {
    const deployment = objectNamed(cluster.kubernetes.deployments, namespace, name);
    const place = `Deployment ${namespace}/${name}`;
    if (deployment === undefined) return { what: `${place} is missing` };
    if ((deployment.status?.availableReplicas ?? 0) > 0) return undefined;
    if (deployment.spec?.replicas === 0) {
        return {
            what: `${place} is scaled to no replica: none of its pods runs`,
            remedy: kubectlIn(
                cluster.config,
                namespace,
                ...["scale", `deployment/${name}`, `--replicas=${replicas}`],
            ),
        };
    }
    return {
        what: `${place} has no available replica${reasons(cluster, namespace, name)}`,
        remedy: kubectlIn(cluster.config, namespace, "describe", "pods"),
    };
}
