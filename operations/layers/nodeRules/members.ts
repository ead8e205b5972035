import { comparesNodes, nodeProblems } from "../../../stacks/survey/nodeChecks";
import type { Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { reachableClusters, type ReachableCluster } from "../reachableClusters";
import { problemFinding } from "../problemFinding";
import { takeHostKey } from "./remedies";

/** Clusters whose configured nodes are compared with those that Kubernetes has. */
export function comparedClusters(view: MeshView): readonly ReachableCluster[] {
    return reachableClusters(view).filter(
        ({ config, kubernetes }) =>
            comparesNodes(config) &&
            // None where the user may not list them, which the API servers' layer tells.
            kubernetes.nodes.length > 0,
    );
}

/** Nodes that are new, gone, or have another address than the configuration says. Pure. */
export function memberFindings(view: MeshView): Finding[] {
    return comparedClusters(view).flatMap(({ name, config, kubernetes }) => {
        const index = view.config.clusters.findIndex((cluster) => cluster.name === name);
        return nodeProblems(config, index, kubernetes.nodes).map((problem): Finding => {
            const finding = problemFinding(problem, config, view.pre);
            const ssh = config.nodes?.ssh;
            if (ssh === undefined || problem.code !== "node-not-configured") return finding;
            const hostKey = takeHostKey(ssh, false, problem.settings.at(-1)?.value ?? "");
            return { ...finding, remedy: [hostKey, ...finding.remedy] };
        });
    });
}
