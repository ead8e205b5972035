import { PROGRAM_NAMESPACES } from "../../../components/linkerd/names";
import { counted } from "../../findings/counted";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import { kubectlIn } from "../../remedies/kubectl";
import { pulumi } from "../../remedies/remedy";
import type { MeshView } from "../../view/meshView";
import type { ReachableCluster } from "../reachableClusters";
import { isRestartable, workloadsOf, type Workload } from "../workloads";

/** Set by the injector. */
const PROXY_VERSION = "linkerd.io/proxy-version";

function told({ namespace, kind, name, pods }: Workload): string {
    return `${kind} ${namespace}/${name}${pods.length === 1 ? "" : ` (${pods.length} pods)`}`;
}

/** Workloads of the operator's own whose proxies the upgrade leaves as they are. Pure. */
export function podsToRestart({ config }: MeshView, cluster: ReachableCluster): Finding[] {
    const { linkerd, series } = config.charts.versions;
    const workloads = workloadsOf(
        cluster.kubernetes.injectedPods.filter(
            ({ metadata }) =>
                !PROGRAM_NAMESPACES.includes(metadata?.namespace ?? "") &&
                metadata?.annotations?.[PROXY_VERSION] !== linkerd,
        ),
        // Its pods end by themselves.
    ).filter(({ kind }) => kind !== "Job");
    if (workloads.length === 0) return [];
    const pods = workloads.reduce((sum, one) => sum + one.pods.length, 0);
    const restartable = workloads.filter(isRestartable);
    const others = workloads.filter((one) => !restartable.includes(one));
    const restarts = [...groupBy(restartable, ({ namespace }) => namespace)].map(
        ([namespace, here]) =>
            kubectlIn(
                cluster.config,
                namespace,
                ...["rollout", "restart"],
                ...here.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`),
            ),
    );
    return oneFinding("warning", "pods-to-restart", cluster.name, {
        what: [
            `${counted(pods, "meshed pod")} of ${counted(workloads.length, "workload")} ${pods === 1 ? "keeps its proxy" : "keep their proxies"} in the upgrade: ${enumerate(workloads.map(told))}`,
            ...(others.length === 0
                ? []
                : [`make these anew by hand: ${enumerate(others.map(told))}`]),
        ].join("; "),
        why: `A pod gets the proxy of Linkerd ${series} when it is made. Restart them after the upgrade: Linkerd supports proxies that are one version behind.`,
        remedy: [pulumi("up"), ...restarts],
    });
}
