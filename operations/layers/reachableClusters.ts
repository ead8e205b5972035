import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import type { LinkConfig } from "../../stacks/configuration/types/meshConfig";
import type { KubernetesView } from "../view/kubernetesView";
import type { ClusterView, MeshView } from "../view/meshView";
import { linkName, MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import { objectNamed } from "./objectNamed";
import { liveController, type LinkController } from "./linkController";

/** A cluster whose API server answered. */
export interface ReachableCluster {
    readonly name: string;
    readonly config: PlainClusterConfig;
    readonly view: ClusterView;
    readonly kubernetes: KubernetesView;
}

/** What the source of a link has of it; the target may be a cluster of another stack. */
export interface SourceLink {
    /** As `cluster1-to-cluster2`. */
    readonly name: string;
    readonly source: ReachableCluster;
    readonly target: Pick<PlainClusterConfig, "name" | "clusterDomain">;
    /** What mirrors the target in the source. */
    readonly controller: LinkController;
}

/** A link within the stack whose source answered. */
export interface ReachableLink extends SourceLink, Pick<LinkConfig, "routing"> {
    readonly target: PlainClusterConfig;
    /** Absent where the target did not answer. */
    readonly seenTarget?: ReachableCluster;
}

/** What did not answer, told once per layer; why it did not is the API servers' layer's. */
export function unreachableClusters(view: MeshView): readonly string[] {
    return view.clusters
        .filter(({ kubernetes }) => "failure" in kubernetes)
        .map(({ config }) => `${config.name}: its API server does not answer`);
}

/** The clusters whose API servers answered, in the order of the configuration. */
export function reachableClusters(view: MeshView): readonly ReachableCluster[] {
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
export function reachableLinks(view: MeshView): readonly ReachableLink[] {
    const { versions } = view.config.charts;
    const seen = new Map(reachableClusters(view).map((cluster) => [cluster.name, cluster]));
    return view.config.links.flatMap(({ source, target, routing }) => {
        const from = seen.get(source);
        const to = view.config.clusters.find(({ name }) => name === target);
        const seenTarget = seen.get(target);
        return from === undefined || to === undefined
            ? []
            : [
                  {
                      name: linkName({ source, target }),
                      routing,
                      source: from,
                      target: to,
                      controller: liveController(from.kubernetes, versions, target),
                      ...(seenTarget === undefined ? {} : { seenTarget }),
                  },
              ];
    });
}

/**
 * The links to clusters of other stacks whose sources answered and have the Link, with the domain that
 * it names: the configuration does not know it.
 */
export function reachablePeerLinks({ config, ...view }: MeshView): readonly SourceLink[] {
    return reachableClusters({ config, ...view }).flatMap((source) =>
        config.peerLinks
            .filter((link) => link.source === source.name)
            .flatMap(({ target: name }) => {
                const link = objectNamed(source.kubernetes.links, MULTICLUSTER_NAMESPACE, name);
                const clusterDomain = link?.spec?.targetClusterDomain;
                return clusterDomain === undefined
                    ? []
                    : [
                          {
                              name: linkName({ source: source.name, target: name }),
                              source,
                              target: { name, clusterDomain },
                              controller: liveController(
                                  source.kubernetes,
                                  config.charts.versions,
                                  name,
                              ),
                          },
                      ];
            }),
    );
}
