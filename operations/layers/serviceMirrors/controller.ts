import { serviceMirrorSpec } from "../../../components/linkerd/mirrorObjects";
import { MULTICLUSTER_NAMESPACE } from "../../../components/linkerd/names";
import { oneFinding, type Finding } from "../../findings/finding";
import { deploymentTrouble } from "../deployments";
import { applyChartAgain, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import type { RemedyLine } from "../../remedies/remedy";
import type { SourceLink } from "../reachableClusters";

const NOT_FOLLOWED =
    "What the target exports from now on does not appear here, and nobody notices when its gateway dies.";

/** As many as the charts of later versions are given. */
function desiredReplicas(target: string, highAvailability: boolean): number {
    const unknown = { image: "", credentialsHash: "", trustAnchorsHash: "" };
    return serviceMirrorSpec({ target, highAvailability, ...unknown }).replicas;
}

/** What makes a missing object of a link's controller again. */
export function makeAgain({ source, controller }: SourceLink): RemedyLine {
    return controller.version.generation.controllersFrom === "program"
        ? MAKE_DELETED_AGAIN
        : applyChartAgain(source.config, MULTICLUSTER_NAMESPACE, "linkerd-multicluster");
}

/** Whether the controller of a link runs. */
export function controllerFindings(link: SourceLink, highAvailability: boolean): Finding[] {
    const { name: where, source, target, controller } = link;
    const replicas = desiredReplicas(target.name, highAvailability);
    const { deployment } = controller;
    const trouble = deploymentTrouble(source, MULTICLUSTER_NAMESPACE, deployment, replicas);
    return trouble === undefined
        ? []
        : oneFinding("error", "service-mirror-down", where, {
              what: trouble.what,
              why: NOT_FOLLOWED,
              remedy: [trouble.remedy ?? makeAgain(link)],
          });
}
