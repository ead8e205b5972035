import { SMI_NAMESPACE } from "../../../components/linkerd/names";
import { gatewayApiProblems } from "../../../stacks/survey/linkerdChecks";
import { LINKERD_RELEASES, revisionsOf, SMI_RELEASE } from "../../../stacks/survey/releaseChecks";
import { trustProblems } from "../../../stacks/survey/trustChecks";
import { liveLinkerd } from "../../../stacks/survey/liveLinkerd";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { pulumi, type Remedy } from "../../remedies/remedy";
import type { Layer } from "../../findings/layer";
import { madeByEngine } from "../../../components/linkerd/madeByEngine";
import type { MeshView } from "../../view/meshView";
import type { Release } from "../madeByHelm";
import { foreignInstallation } from "./foreign";
import { leftovers } from "./leftovers";
import { problemFinding } from "../problemFinding";
import {
    reachableClusters,
    unreachableClusters,
    type ReachableCluster,
} from "../reachableClusters";

/**
 * Helm's releases: there, and not in the middle of something that nobody goes on with. Before the
 * first `up` nobody else's in their place.
 */
export const releases: Layer = {
    id: "releases",
    title: "Helm releases",
    pre: true,
    examine: (view) => {
        const clusters = reachableClusters(view);
        const hasSmi = view.config.charts.smi !== undefined;
        const expected = [...LINKERD_RELEASES, ...(hasSmi ? [SMI_RELEASE] : [])];
        return {
            findings: clusters.flatMap((cluster) => [
                ...(view.pre
                    ? [
                          ...foreignInstallation(view, cluster),
                          ...leftovers(cluster, [...LINKERD_RELEASES, SMI_RELEASE], hasSmi),
                          ...refusals(cluster, view),
                      ]
                    : leftoverRelease(cluster, hasSmi)),
                ...expected.flatMap((release) => releaseFindings(cluster, release, view.pre)),
            ]),
            scope: view.pre
                ? "no other installation, no release in the middle of something"
                : `${clusters.length * expected.length} releases`,
            notChecked: unreachableClusters(view),
        };
    },
};

/** What `up` refuses to hand to Helm. */
function refusals(cluster: ReachableCluster, view: MeshView): Finding[] {
    const { config, kubernetes } = cluster;
    const index = view.clusters.indexOf(cluster.view);
    const live = liveLinkerd(kubernetes);
    return [
        ...gatewayApiProblems(config, index, live),
        ...trustProblems(config, view.config, live, view.outputs?.trustAnchors),
    ].map((problem) => problemFinding(problem, config, view.pre));
}

/** linkerd-smi of the program's where nothing needs it any more, as before an update has come to its end. */
function leftoverRelease(cluster: ReachableCluster, hasSmi: boolean): Finding[] {
    const isOurs = cluster.kubernetes.namespaces.some(
        ({ metadata }) => metadata?.name === SMI_NAMESPACE && madeByEngine(metadata),
    );
    if (
        hasSmi ||
        !isOurs ||
        revisionsOf(cluster.kubernetes.helmReleases, SMI_RELEASE).length === 0
    ) {
        return [];
    }
    return oneFinding("warning", "release-leftover", cluster.name, {
        what: `the release ${SMI_NAMESPACE}/${SMI_RELEASE.name} is still there, and the configuration has no TrafficSplit`,
        why: "The update that ends it is not through: it has not begun here, or it was interrupted. `pulumi up` goes on with it. TrafficSplits of your own end with it, unless sample.split is TrafficSplit.",
        remedy: [pulumi("up")],
    });
}

function releaseFindings(cluster: ReachableCluster, release: Release, pre: boolean): Finding[] {
    const { namespace, name } = release;
    const [last] = revisionsOf(cluster.kubernetes.helmReleases, release);
    const broken = (code: Code, what: string, why: string, remedy: Remedy): Finding[] =>
        oneFinding("error", code, cluster.name, { what, why, remedy });
    if (last === undefined) {
        return pre
            ? []
            : broken(
                  "release-missing",
                  `the release ${namespace}/${name} is missing`,
                  "Helm does not know of it: what it made may still work, but the next `pulumi up` that changes it fails.",
                  [MAKE_DELETED_AGAIN],
              );
    }
    const status = last.labels?.["status"] ?? "unknown";
    const what = `the release ${namespace}/${name} is ${status} in revision ${last.labels?.["version"] ?? "?"}`;
    switch (status) {
        case "deployed":
            return [];
        case "failed":
            return broken(
                "release-failed",
                what,
                "Helm gave up before all of it was ready; the layers above say what is not.",
                [MAKE_DELETED_AGAIN],
            );
        default:
            // Helm keeps its state of a revision in this Secret and nowhere else.
            return broken(
                "release-pending",
                what,
                'Whoever ran Helm was interrupted. Until the revision is gone, `pulumi up` fails with "another operation (install/upgrade/rollback) is in progress".',
                [
                    kubectlIn(cluster.config, namespace, "delete", "secret", last.name ?? ""),
                    MAKE_DELETED_AGAIN,
                ],
            );
    }
}
