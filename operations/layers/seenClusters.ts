import type { PlainClusterConfig } from "../../stacks/validation/parseConfig";
import type { LinkConfig } from "../../stacks/config.schema";
import type { KubernetesView } from "../view/kubernetesView";
import type { ClusterView, MeshView } from "../view/meshView";

/** A cluster whose API server answered. */
export interface SeenCluster {
    readonly name: string;
    readonly config: PlainClusterConfig;
    readonly view: ClusterView;
    readonly kubernetes: KubernetesView;
}

/** A link whose source answered. */
export interface SeenLink extends Pick<LinkConfig, "routing"> {
    /** As `cluster1-to-cluster2`. */
    readonly name: string;
    readonly source: SeenCluster;
    readonly target: PlainClusterConfig;
    /** Absent where the target did not answer. */
    readonly seenTarget?: SeenCluster;
}

/** What did not answer, told once per layer; why it did not is the API servers' layer's. */
export function unseenClusters(view: MeshView): readonly string[] {
    return view.clusters
        .filter(({ kubernetes }) => "failure" in kubernetes)
        .map(({ config }) => `${config.name}: its API server does not answer`);
}

/** The clusters whose API servers answered, in the order of the configuration. */
export function seenClusters(view: MeshView): readonly SeenCluster[] {
    return view.clusters.flatMap((cluster) =>
        "seen" in cluster.kubernetes
            ? [
                  {
                      name: cluster.config.name,
                      config: cluster.config,
                      view: cluster,
                      kubernetes: cluster.kubernetes.seen,
                  },
              ]
            : [],
    );
}

/** The configured links whose sources answered. */
export function seenLinks(view: MeshView): readonly SeenLink[] {
    const seen = new Map(seenClusters(view).map((cluster) => [cluster.name, cluster]));
    return view.config.links.flatMap(({ source, target, routing }) => {
        const from = seen.get(source);
        const to = view.config.clusters.find(({ name }) => name === target);
        const seenTarget = seen.get(target);
        return from === undefined || to === undefined
            ? []
            : [
                  {
                      name: `${source}-to-${target}`,
                      routing,
                      source: from,
                      target: to,
                      ...(seenTarget === undefined ? {} : { seenTarget }),
                  },
              ];
    });
}
