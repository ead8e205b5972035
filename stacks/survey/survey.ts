import * as pulumi from "@pulumi/pulumi";
import { operatorError } from "../../components/operatorError";
import { renderProblem, type Problem } from "../configuration/types/problem";
import type { PlainClusterConfig, PlainMeshConfig } from "../configuration/types/plainConfig";
import { chartProblems } from "./chartChecks";
import { silentCloudProblem } from "./cloudChecks";
import { lookAtClouds } from "./lookAtClouds";
import { comparesNodes, nodeProblems } from "./nodeChecks";
import { placementOf, type Placement } from "./placement";
import { surveyedCluster } from "./surveyedCluster";
import { keyOf, toProblem } from "./surveyProblem";
import { upProblems } from "./upChecks";

/**
 * Looks at clusters and clouds before anything is made, in previews too: where each cluster with an
 * OpenStack part lies, by name.
 *
 * Rejects with one error for the operator that lists everything the configuration says of them
 * that is not so.
 */
export async function survey(config: PlainMeshConfig): Promise<ReadonlyMap<string, Placement>> {
    const [charts, clouds, nodes] = await Promise.all([
        chartProblems(config),
        lookAtClouds(config.clusters),
        Promise.all(config.clusters.map(checkNodes)),
    ]);
    const surveyed = config.clusters.flatMap((cluster, index) =>
        surveyedCluster(cluster, index, clouds.get(cluster.name)),
    );
    const problems = [
        ...config.clusters.flatMap((cluster, index) =>
            silentCloudProblem(cluster, index, clouds.get(cluster.name)).map(toProblem),
        ),
        ...upProblems(config, surveyed).map(toProblem),
        ...nodes.flat(),
    ].sort((a, b) => Number(a.path[1]) - Number(b.path[1]));
    if (charts.length + problems.length > 0) throw report([...charts, ...problems]);
    return new Map(surveyed.map((cluster) => [cluster.name, placementOf(cluster)]));
}

/** Compares the nodes of a cluster with those that its API server knows. */
async function checkNodes(cluster: PlainClusterConfig, index: number): Promise<Problem[]> {
    if (!comparesNodes(cluster)) return [];
    // Loaded here: it takes half a second, and passes while the clouds are asked.
    const { lookAtKubernetesNodes } = await import("./lookAtKubernetesNodes.js");
    const look = await lookAtKubernetesNodes(cluster.kubeconfig);
    if ("seen" in look) return nodeProblems(cluster, index, look.seen).map(toProblem);
    const advice = `the API server of ${cluster.name} does not tell its nodes: ${look.failure}; check its kubeconfig, and that this machine reaches the server`;
    const value = cluster.nodes?.hosts;
    return [{ path: keyOf({ index }, "nodes", "hosts"), value, advice }];
}

function report(problems: readonly Problem[]): Error {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    return operatorError(
        [
            `The configuration of stack "${pulumi.getStack()}" has ${count} that its clouds and clusters show; nothing was changed:`,
            ...problems.map((problem) => `  - ${renderProblem(problem, {}, new Set())}`),
            "What is looked up, and what to do, is described in docs/openstack.md.",
        ].join("\n"),
    );
}
