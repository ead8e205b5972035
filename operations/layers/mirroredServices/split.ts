import { SMI_ADAPTOR, SMI_NAMESPACE } from "../../../components/linkerd/names";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
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
import { expectedSplits, type ExpectedSplit } from "./expectedSplits";
import { notSplit, overrideWeights, weights } from "./weights";
import { examineRoutes } from "./route";
import { reachableClusters, type ReachableCluster } from "../reachableClusters";

function examineSplit(cluster: ReachableCluster, expected: ExpectedSplit): Finding[] {
    const { name: where, config, kubernetes } = cluster;
    const { namespace, service } = expected;
    const place = `TrafficSplit ${namespace}/${service}`;
    const why = notSplit(expected);
    const split = objectNamed(kubernetes.trafficSplits, namespace, service);
    const error = (code: Code, what: string, why: string, remedy: RemedyLine): Finding[] =>
        oneFinding("error", code, where, { what, why, remedy: [remedy] });
    if (split === undefined) {
        return error("split-missing", `${place} is missing`, why, MAKE_DELETED_AGAIN);
    }
    const [found, wanted] = [weights(split.spec?.backends), weights(expected.backends)];
    if (found !== wanted) {
        const what = `${place} has the weights ${found}, and the configuration ${wanted}`;
        return error("split-weights-differ", what, why, takeBack(split.metadata));
    }
    const adaptor = deploymentTrouble(cluster, SMI_NAMESPACE, SMI_ADAPTOR, 1);
    if (adaptor !== undefined) {
        const dead = "Nobody turns TrafficSplits into what proxies read: changes have no effect.";
        const again = applyChartAgain(config, SMI_NAMESPACE, "linkerd-smi");
        return error("smi-adaptor-down", adaptor.what, dead, adaptor.remedy ?? again);
    }
    const applied = overrideWeights(cluster, expected);
    if (applied === found) return [];
    return error(
        "split-not-applied",
        `the ServiceProfile of ${service} has ${applied === "" ? "no weights" : `the weights ${applied}`}, and its TrafficSplit ${found}`,
        "Proxies read the ServiceProfile, which the SMI adaptor has to write.",
        rolloutRestart(config, SMI_NAMESPACE, `deployment/${SMI_ADAPTOR}`),
    );
}

/** What is wrong with the splits of the sample and of the configuration. */
export function splitFindings(view: MeshView): Finding[] {
    return reachableClusters(view).flatMap((cluster) =>
        expectedSplits(view, cluster).flatMap((split) =>
            split.kind === "TrafficSplit"
                ? examineSplit(cluster, split)
                : examineRoutes(cluster, split),
        ),
    );
}
