import { expectedRules } from "../../../stacks/survey/ingress";
import { apiServerAddressProblems, unseenApiServer } from "../../../stacks/survey/apiServerAddress";
import { cloudProblems, silentCloudProblem } from "../../../stacks/survey/cloudChecks";
import { hijackProblems, unknownEgress } from "../../../stacks/survey/egress";
import { groupProblems, pairProblems } from "../../../stacks/survey/nodePortChecks";
import { upProblems } from "../../../stacks/survey/upChecks";
import type { SurveyProblem } from "../../../stacks/survey/surveyProblem";
import type { Finding } from "../../findings/finding";
import type { Layer } from "../../findings/layer";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import type { MeshView } from "../../view/meshView";
import { cloudClusters, type CloudCluster } from "./clusters";
import { gatewayFindings } from "./gateway";
import { ruleFindings } from "./ingress";
import { leftoverFindings } from "./leftovers";
import { problemFinding } from "../problemFinding";
import { roomFindings } from "./room";

/** Neutron lets the other clusters through to every gateway, or has room for what will. */
export const openstack: Layer = {
    id: "openstack",
    title: "OpenStack",
    pre: true,
    examine: (view) => {
        const pre = view.pre || view.outputs === undefined;
        const clusters = cloudClusters(view);
        const rules = expectedRules(view.config, clusters);
        const told = (problem: SurveyProblem) =>
            problemFinding(problem, clusterOf(problem, view).config, pre);
        return {
            scope: scope(view, clusters, rules, pre),
            findings: [
                ...view.clusters.flatMap((cluster, index) =>
                    silentCloudProblem(cluster.config, index, cluster.cloud).map(told),
                ),
                ...(pre
                    ? [
                          ...upProblems(view.config, clusters).map(told),
                          ...roomFindings(clusters, rules),
                      ]
                    : [
                          ...clusters.flatMap((cluster) => [
                              ...cloudProblems(cluster).map(told),
                              ...apiServerAddressProblems(cluster, view.config, clusters).map(told),
                              ...gatewayFindings(cluster),
                              ...ruleFindings(cluster, rules.get(cluster.name) ?? []),
                              ...memberFindings(cluster),
                              ...pairFindings(cluster),
                          ]),
                          ...leftoverFindings(view, clusters, rules),
                          ...hijackProblems(view.config.links, clusters, madeAddresses(view)).map(
                              told,
                          ),
                      ]),
            ],
            notChecked: notChecked(view, clusters, pre),
        };
    },
};

/** The cluster whose key a problem is about. */
function clusterOf({ path }: SurveyProblem, { clusters }: MeshView): MeshView["clusters"][number] {
    const [, index] = path;
    const cluster = clusters[Number(index)];
    if (cluster === undefined) throw new Error(`no cluster has ${path.join(".")}`);
    return cluster;
}

function madeAddresses({ config, outputs }: MeshView): ReadonlyMap<string, string> {
    return new Map(
        config.clusters.flatMap(({ name, gateway }) => {
            const address = gateway.ip ?? outputs?.clusters[name]?.gatewayAddress;
            return address === undefined ? [] : [[name, address] as const];
        }),
    );
}

/** Members of the program's own group are its to make again; those of another are their owner's. */
function memberFindings(cluster: CloudCluster): Finding[] {
    const isOwn = cluster.openstack.securityGroup === undefined;
    return groupProblems(cluster).map((problem) => withRemedy(problem, cluster, isOwn));
}

/** Nodes that may not send from the address that the gateway has. */
function pairFindings(cluster: CloudCluster): Finding[] {
    const { config, openstack: project, made } = cluster;
    const address = made?.gatewayAddress ?? config.gateway.ip;
    const { addressPairs } = project;
    if (addressPairs === "none" || address === undefined) return [];
    const isOwn = addressPairs === "manage";
    return pairProblems(cluster, address).map((problem) => withRemedy(problem, cluster, isOwn));
}

function withRemedy(problem: SurveyProblem, { config }: CloudCluster, isOwn: boolean): Finding {
    const finding = problemFinding(problem, config, false);
    return isOwn ? { ...finding, remedy: [MAKE_DELETED_AGAIN] } : finding;
}

/** Sources whose addresses nobody knows: whether they are let in cannot be said. */
function notChecked(view: MeshView, clusters: readonly CloudCluster[], pre: boolean): string[] {
    const silent = view.clusters
        .filter(({ cloud }) => cloud !== undefined && "failure" in cloud)
        .map(({ config }) => `${config.name}: its cloud cannot be asked`);
    const unknown = pre ? [] : unknownEgress(view.config, clusters);
    return [
        ...silent,
        ...clusters.flatMap((cluster) => unseenApiServer(cluster, view.config)),
        ...unknown.map(({ name }) => `${name}: the addresses that its packets leave with`),
    ];
}

function scope(
    { clusters: all }: MeshView,
    clusters: readonly CloudCluster[],
    rules: ReadonlyMap<string, readonly unknown[]>,
    pre: boolean,
): string {
    if (all.every(({ cloud }) => cloud === undefined)) return "no cluster lies in OpenStack";
    const ports = clusters.reduce((sum, { cloud }) => sum + cloud.nodePorts.size, 0);
    const sites = `${clusters.length} networks, ${ports} node ports`;
    if (!pre) {
        const count = clusters.reduce((sum, { name }) => sum + (rules.get(name)?.length ?? 0), 0);
        return `${sites}, ${count} rules`;
    }
    const hidden = clusters.some(
        ({ cloud }) => cloud.pool !== undefined && cloud.freePoolAddresses === undefined,
    );
    return hidden ? `${sites}; free addresses of pools only an administrator sees` : sites;
}
