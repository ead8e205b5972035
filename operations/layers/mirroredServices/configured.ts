import { EXPORTED_LABEL } from "../../../components/linkerd/names";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { serviceIn, servicesOf, type SeenServices } from "../../../stacks/survey/ownServices";
import { serviceProblems } from "../../../stacks/survey/serviceChecks";
import { keyOf, type SurveyProblem } from "../../../stacks/survey/surveyProblem";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import type { Remedy } from "../../remedies/remedy";
import { setKeys } from "../../remedies/setKeys";
import type { MeshView } from "../../view/meshView";
import { reachableClusters, type ReachableCluster } from "../reachableClusters";

/** Services of the clusters that answered. */
export function seenServices(view: MeshView): SeenServices {
    return new Map(reachableClusters(view).map(({ name, kubernetes }) => [name, kubernetes]));
}

/** What mends a problem of the survey: keys to set, or an object to change in a cluster. */
function remedyOf(
    { code, settings, object }: SurveyProblem,
    clusters: readonly PlainClusterConfig[],
): Remedy {
    const config = clusters.find(({ name }) => name === object?.cluster);
    if (object === undefined || config === undefined) return setKeys(settings);
    const words =
        code === "export-label-foreign"
            ? ["label", "service", object.service, `${EXPORTED_LABEL}-`]
            : [code === "mirror-name-taken" ? "delete" : "edit", "service", object.service];
    return [kubectlIn(config, object.namespace, ...words)];
}

/** What `up` would refuse of exports and splits. */
export function refusedServices({ config, ...view }: MeshView): Finding[] {
    return serviceProblems(config, seenServices({ config, ...view })).map((problem) => {
        const { code, where, what, why } = problem;
        const remedy = remedyOf(problem, config.clusters);
        return { severity: "error", code, where, what, why, remedy };
    });
}

/** Labels by which nothing is exported. */
export function emptySelections(view: MeshView, cluster: ReachableCluster): Finding[] {
    const index = view.config.clusters.indexOf(cluster.config);
    return cluster.config.exports.flatMap((entry, position) => {
        const { namespace, selector } = entry;
        if (selector === undefined || servicesOf(entry, cluster.kubernetes).length > 0) return [];
        const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
        return oneFinding("warning", "export-selects-nothing", cluster.name, {
            what: `no Service of the namespace ${namespace} has the labels ${labels.join(", ")}`,
            why: "The entry exports nothing. A Service that gets the labels later is exported by the next `pulumi up`.",
            remedy: setKeys([{ path: keyOf({ index }, "exports", position) }]),
        });
    });
}

/** Services that are there, and not exported as the configuration says. */
export function missingLabels({ config, kubernetes, name }: ReachableCluster): Finding[] {
    const services = config.exports.flatMap((entry) => servicesOf(entry, kubernetes));
    return services.flatMap(({ namespace, service }) => {
        const found = serviceIn(kubernetes, namespace, service);
        // Another value of it is told of as what `up` refuses.
        if (found === undefined || found.metadata?.labels?.[EXPORTED_LABEL] !== undefined) {
            return [];
        }
        return oneFinding("error", "export-label-missing", name, {
            what: `Service ${namespace}/${service} lacks the label ${EXPORTED_LABEL}: true, with which the configuration exports it`,
            why: "The other clusters get no mirror of it.",
            remedy: [MAKE_DELETED_AGAIN],
        });
    });
}
