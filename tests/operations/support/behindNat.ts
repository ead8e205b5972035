import { gatewayRules } from "../../../components/nodes/iptables";
import type { ClusterView, MeshView } from "../../../operations/view/meshView";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { healthyCloud, openStackConfig } from "./cloud";
import { LinkedMesh } from "./linkedMesh";
import { speaker } from "./platform";
import { healthyNode, kubernetesNodes, nodesConfig } from "./nodes";

/** The same mesh with every cluster in an OpenStack project of its own, and with nodes that have their rules. */
export function behindNat(view: MeshView): MeshView {
    const configs = view.config.clusters.map((config): PlainClusterConfig => ({
        ...config,
        openstack: openStackConfig(config.name),
        nodes: nodesConfig(config.name),
    }));
    const names = configs.map(({ name }) => name);
    return {
        ...view,
        config: { ...view.config, clusters: configs },
        clusters: view.clusters.map((cluster, index): ClusterView => {
            const config = configs[index] ?? cluster.config;
            const { name } = config;
            const peers = names.filter((peer) => peer !== name);
            const rules = gatewayRules(
                peers.map((peer) => {
                    const { gatewayAddress = "", floatingAddress = "" } =
                        view.outputs?.clusters[peer] ?? {};
                    return { peer, privateAddress: gatewayAddress, floatingAddress };
                }),
            );
            return {
                ...cluster,
                config,
                kubernetes:
                    "seen" in cluster.kubernetes
                        ? {
                              seen: {
                                  ...cluster.kubernetes.seen,
                                  nodes: kubernetesNodes(name),
                                  pods: [
                                      ...cluster.kubernetes.seen.pods,
                                      ...nodesConfig(name).hosts.map((host) => speaker(host.name)),
                                  ],
                              },
                          }
                        : cluster.kubernetes,
                cloud: { seen: healthyCloud(config, peers) },
                nodes: new Map(
                    nodesConfig(name).hosts.map((host) => [
                        host.name,
                        { seen: healthyNode(rules) },
                    ]),
                ),
            };
        }),
    };
}

/** A healthy mesh behind NAT, `cluster1` and `cluster2` and more. */
export function natView(count = 2): MeshView {
    return behindNat(new LinkedMesh(count).view());
}

/** The mesh with another view, and another configuration, of one cluster. */
export function changed(
    view: MeshView,
    name: string,
    change: (cluster: ClusterView) => Partial<ClusterView>,
): MeshView {
    const clusters = view.clusters.map((cluster) =>
        cluster.config.name === name ? { ...cluster, ...change(cluster) } : cluster,
    );
    return {
        ...view,
        clusters,
        config: { ...view.config, clusters: clusters.map(({ config }) => config) },
    };
}
