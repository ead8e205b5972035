import { SMI_ADAPTOR, SMI_NAMESPACE } from "../../../components/linkerd/names";
import { exporterOf, HELLOWORLD, SAMPLE_NAMESPACE } from "../../../components/sample/names";
import { routeSpec, splitSpec } from "../../../components/sample/sampleObjects";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import type { TrafficSplitSpec } from "../../view/kubernetesView";
import type { MeshView } from "../../view/meshView";
import { deploymentTrouble } from "../deployments";
import {
    applyChartAgain,
    rolloutRestart,
    MAKE_DELETED_AGAIN,
    takeBack,
} from "../../remedies/kubectl";
import type { RemedyLine } from "../../remedies/remedy";
import { objectNamed } from "../objectNamed";
import { NOT_SPLIT, overrideWeights, weights } from "./weights";
import { examineRoute } from "./route";
import { reachableClusters, type ReachableCluster } from "../reachableClusters";

const PLACE = `TrafficSplit ${SAMPLE_NAMESPACE}/${HELLOWORLD}`;

function examineSplit(cluster: ReachableCluster, expected: TrafficSplitSpec): Finding[] {
    const { name: where, config, kubernetes } = cluster;
    const split = objectNamed(kubernetes.trafficSplits, SAMPLE_NAMESPACE, HELLOWORLD);
    const error = (code: Code, what: string, why: string, remedy: RemedyLine): Finding[] =>
        oneFinding("error", code, where, { what, why, remedy: [remedy] });
    if (split === undefined) {
        return error("split-missing", `${PLACE} is missing`, NOT_SPLIT, MAKE_DELETED_AGAIN);
    }
    const [found, wanted] = [weights(split.spec?.backends), weights(expected.backends)];
    if (found !== wanted) {
        const what = `${PLACE} has the weights ${found}, and the configuration ${wanted}`;
        return error("split-weights-differ", what, NOT_SPLIT, takeBack(split.metadata));
    }
    const adaptor = deploymentTrouble(cluster, SMI_NAMESPACE, SMI_ADAPTOR, 1);
    if (adaptor !== undefined) {
        const why = "Nobody turns TrafficSplits into what proxies read: changes have no effect.";
        const again = applyChartAgain(config, SMI_NAMESPACE, "linkerd-smi");
        return error("smi-adaptor-down", adaptor.what, why, adaptor.remedy ?? again);
    }
    const applied = overrideWeights(cluster);
    if (applied === found) return [];
    return error(
        "split-not-applied",
        `the ServiceProfile of helloworld has ${applied === "" ? "no weights" : `the weights ${applied}`}, and its TrafficSplit ${found}`,
        "Proxies read the ServiceProfile, which the SMI adaptor has to write.",
        rolloutRestart(config, SMI_NAMESPACE, `deployment/${SMI_ADAPTOR}`),
    );
}

/** What is wrong with the split of the sample, where there is one: in all clusters but the one that exports. */
export function splitFindings(view: MeshView): Finding[] {
    const { sample, clusters } = view.config;
    const exporter = exporterOf(clusters)?.name;
    if (sample === undefined || exporter === undefined) return [];
    return reachableClusters(view)
        .filter(({ name }) => name !== exporter)
        .flatMap((cluster) =>
            sample.split === "TrafficSplit"
                ? examineSplit(cluster, splitSpec(exporter, sample.weights))
                : examineRoute(cluster, routeSpec(exporter, sample.weights)),
        );
}
