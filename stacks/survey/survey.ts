import * as pulumi from "@pulumi/pulumi";
import { operatorError } from "../../components/operatorError";
import { renderProblem, type Problem } from "../configuration/types/problem";
import type { PlainClusterConfig, PlainMeshConfig } from "../configuration/types/plainConfig";
import { chartProblems } from "./chartChecks";
import { silentCloudProblem } from "./cloudChecks";
import { cutOffProblems, type Link } from "./cutOffs";
import { expiryWarnings } from "./expiryWarnings";
import type { Look } from "./look";
import { lookAtCluster, type ClusterState } from "./lookAtCluster";
import { lookAtClouds } from "./lookAtClouds";
import { gatewayApiProblems, kubernetesProblems, upgradeProblems } from "./linkerdChecks";
import { liveLinkerd } from "./liveLinkerd";
import { comparesNodes, isLost, nodeProblems } from "./nodeChecks";
import { notedResources } from "./notedResources";
import { namespacesOf, ownServices, type OwnServices } from "./ownServices";
import { placementOf, type Placement } from "./placement";
import { releaseProblems } from "./releaseChecks";
import { serviceProblems } from "./serviceChecks";
import { stackOutputs, type StackAnchors } from "./stackOutputs";
import { surveyedCluster } from "./surveyedCluster";
import { keyOf, toProblem } from "./surveyProblem";
import { trustProblems } from "./trustChecks";
import { upProblems } from "./upChecks";

/** What was found, by the name of the cluster. */
export interface Surveyed {
    /** Where each cluster with an OpenStack part lies. */
    readonly placements: ReadonlyMap<string, Placement>;
    readonly services: ReadonlyMap<string, OwnServices>;
}

/**
 * Looks at clusters and clouds before anything is made, in previews too.
 *
 * Rejects with one error for the operator that lists everything the configuration says of them
 * that is not so. Warns of certificates that end. `outward` are the links to other stacks that will be
 * made. `now` is for tests.
 */
export async function survey(
    config: PlainMeshConfig,
    outward: Promise<readonly Link[]>,
    now: () => number = Date.now,
): Promise<Surveyed> {
    const namespaces = namespacesOf(config);
    const outputs = stackOutputs();
    const [charts, clouds, looks, { trustAnchors: made }, cutOffs, noted] = await Promise.all([
        chartProblems(config),
        lookAtClouds(config.clusters),
        Promise.all(config.clusters.map((cluster) => lookAt(cluster, namespaces))),
        outputs,
        Promise.all([outward, outputs]).then((known) => cutOffProblems(config, ...known)),
        notedResources(),
    ]);
    const clusters = config.clusters.flatMap((cluster, index) => [
        ...clusterProblems(cluster, index, looks[index], config, made),
        ...leftReleases(cluster, index, looks[index], noted),
    ]);
    const surveyed = config.clusters.flatMap((cluster, index) =>
        surveyedCluster(cluster, index, clouds.get(cluster.name)),
    );
    const seen = new Map(
        config.clusters.flatMap(({ name }, index) => {
            const look = looks[index];
            return look !== undefined && "seen" in look ? [[name, look.seen] as const] : [];
        }),
    );
    const problems = [
        ...cutOffs,
        ...config.clusters.flatMap((cluster, index) =>
            silentCloudProblem(cluster, index, clouds.get(cluster.name)).map(toProblem),
        ),
        ...upProblems(config, surveyed).map(toProblem),
        ...clusters,
        ...serviceProblems(config, seen).map(toProblem),
    ].sort((a, b) => position(a) - position(b));
    if (charts.length + problems.length > 0) throw report([...charts, ...problems]);
    const lives = new Map([...seen].map(([name, state]) => [name, liveLinkerd(state)]));
    for (const warning of expiryWarnings(config, lives, made, now())) {
        await pulumi.log.warn(warning);
    }
    return {
        placements: new Map(
            surveyed.map((cluster) => [cluster.name, placementOf(cluster, pulumi.getStack())]),
        ),
        services: ownServices(config, seen),
    };
}

/** What the API server of a cluster tells of it; undefined where the cluster is lost, and tells nothing. */
async function lookAt(
    cluster: PlainClusterConfig,
    namespaces: readonly string[],
): Promise<Look<ClusterState> | undefined> {
    const look = await lookAtCluster(cluster, namespaces);
    return isLost(cluster) && "failure" in look ? undefined : look;
}

/** Compares a cluster with what its API server tells of it. */
function clusterProblems(
    cluster: PlainClusterConfig,
    index: number,
    look: Look<ClusterState> | undefined,
    config: PlainMeshConfig,
    made: StackAnchors | undefined,
): Problem[] {
    if (look === undefined) return unseenServices(cluster, index, config.splits);
    if ("failure" in look) {
        const advice = `the API server of ${cluster.name} does not tell what is there: ${look.failure}; check its kubeconfig, and that this machine reaches the server`;
        return [{ path: keyOf({ index }, "context"), value: cluster.context, advice }];
    }
    const { version, nodes } = look.seen;
    const linkerd = liveLinkerd(look.seen);
    return [
        ...kubernetesProblems(cluster, config, version),
        ...upgradeProblems(cluster, config, linkerd),
        ...trustProblems(cluster, config, linkerd, made),
        ...gatewayApiProblems(cluster, index, linkerd),
        ...(comparesNodes(cluster) ? nodeProblems(cluster, index, nodes) : []),
    ].map(toProblem);
}

/** What of a lost cluster would go, and reach its peers, because nobody knows the Services that are meant. */
function unseenServices(
    { name, exports }: PlainClusterConfig,
    index: number,
    splits: PlainMeshConfig["splits"],
): Problem[] {
    const unknown = `the API server of ${name} tells nothing, so nobody knows`;
    const orForget = `or take the cluster out of the mesh: npm run forget -- ${name}`;
    return [
        ...exports.flatMap(({ selector }, position) => {
            const path = keyOf({ index }, "exports", position, "selector");
            const advice = `${unknown} which Services these are; write service, ${orForget}`;
            return selector === undefined ? [] : [{ path, value: selector, advice }];
        }),
        ...splits.flatMap(({ kind, cluster, service }, position) => {
            const path = ["splits", position, "service"];
            const advice = `${unknown} its ports; remove the entry, ${orForget}`;
            return kind !== "HTTPRoute" || cluster !== name
                ? []
                : [{ path, value: service, advice }];
        }),
    ];
}

function leftReleases(
    cluster: PlainClusterConfig,
    index: number,
    look: Look<ClusterState> | undefined,
    noted: ReadonlySet<string> | undefined,
): Problem[] {
    if (look === undefined || "failure" in look) return [];
    return releaseProblems(cluster, index, look.seen.helmRevisions, noted);
}

/** Keys of the mesh come first, then the clusters in their order. */
function position({ path: [key, index] }: Problem): number {
    return key === "clusters" ? Number(index) : -1;
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
