import { CONTROL_PLANE_NAMESPACE } from "../../../components/linkerd/names";
import { linkerdImages } from "../../layers/linkerdImages";
import { allContainers, PROXY } from "../../layers/meshedPods";
import { reachableClusters, type ReachableCluster } from "../../layers/reachableClusters";
import { groupBy } from "../../findings/groupBy";
import type { MeshView } from "../../view/meshView";

/** What a cluster runs, in the order of {@link VERSION_NAMES}. */
export interface VersionRow {
    readonly cluster: string;
    readonly versions: readonly string[];
}

/** What clusters do not have in common: each value and the clusters that have it. */
export interface Difference {
    readonly fact: string;
    readonly values: readonly { readonly value: string; readonly clusters: readonly string[] }[];
}

type Facts = Readonly<Record<string, (cluster: ReachableCluster) => string>>;

/** Different values once each, for a cell. */
function distinct(values: readonly (string | undefined)[]): string {
    const known = values.filter((value) => value !== undefined && value !== "");
    return [...new Set(known)].sort().join(", ") || "not told";
}

const nodeInfo = ({ kubernetes }: ReachableCluster) =>
    kubernetes.nodes.map(({ status }) => status?.nodeInfo);

const VERSIONS: Facts = {
    Kubernetes: ({ kubernetes }) => kubernetes.version,
    Linkerd: ({ kubernetes }) =>
        distinct(
            kubernetes.deployments
                .filter(({ metadata }) => metadata?.namespace === CONTROL_PLANE_NAMESPACE)
                .flatMap(({ spec }) => linkerdImages(spec?.template.spec?.containers ?? []))
                .map(({ tag }) => tag),
        ),
    "Proxies of pods": ({ kubernetes }) =>
        distinct(
            kubernetes.injectedPods.flatMap(({ spec }) =>
                linkerdImages(allContainers(spec))
                    .filter(({ container }) => container === PROXY)
                    .map(({ tag }) => tag),
            ),
        ),
    "Container runtime": (cluster) =>
        distinct(nodeInfo(cluster).map((info) => info?.containerRuntimeVersion)),
    "Operating system": (cluster) => distinct(nodeInfo(cluster).map((info) => info?.osImage)),
};

/** What a {@link VersionRow} has the versions of. */
export const VERSION_NAMES = Object.keys(VERSIONS);

/** What is compared beside the versions. */
const SETTINGS: Facts = {
    Kubelets: (cluster) => distinct(nodeInfo(cluster).map((info) => info?.kubeletVersion)),
    Kernel: (cluster) => distinct(nodeInfo(cluster).map((info) => info?.kernelVersion)),
    Nodes: ({ kubernetes }) => String(kubernetes.nodes.length),
    "Gateway replicas": ({ config }) => String(config.gateway.replicas),
    "Gateway's address": ({ config }) =>
        config.openstack === undefined ? "public by itself" : "behind a floating IP",
    "DNS domain": ({ config }) => config.clusterDomain,
    "Issuer kept by": ({ config: { issuer } }) =>
        issuer === undefined
            ? "this program"
            : issuer === "external"
              ? "something else"
              : "the configuration",
    "Gateway API CRDs of": ({ config }) => (config.gatewayApiCrds ? "this program" : "the site"),
    "Security group": ({ config: { openstack } }) =>
        openstack === undefined
            ? "none"
            : openstack.securityGroup === undefined
              ? "the program's"
              : "the site's",
    "Address pairs": ({ config }) => config.openstack?.addressPairs ?? "none",
    "Nodes over SSH": ({ config }) => String(config.nodes?.hosts.length ?? 0),
    NetworkPolicies: ({ kubernetes }) => String(kubernetes.networkPolicies.length),
};

/** Versions of each cluster that answered. Pure. */
export function versionRows(view: MeshView): readonly VersionRow[] {
    return reachableClusters(view).map((cluster) => ({
        cluster: cluster.name,
        versions: Object.values(VERSIONS).map((versionOf) => versionOf(cluster)),
    }));
}

/** In what the clusters that answered differ. Pure. */
export function differences(view: MeshView): readonly Difference[] {
    const clusters = reachableClusters(view);
    return Object.entries({ ...VERSIONS, ...SETTINGS }).flatMap(([fact, valueOf]) => {
        const groups = [...groupBy(clusters, valueOf)].map(([value, group]) => ({
            value,
            clusters: group.map(({ name }) => name),
        }));
        return groups.length > 1 ? [{ fact, values: groups }] : [];
    });
}
