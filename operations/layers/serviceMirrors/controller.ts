import { serviceMirrorSpec } from "../../../components/linkerd/mirrorObjects";
import { MULTICLUSTER_NAMESPACE, serviceMirrorName } from "../../../components/linkerd/names";
import { oneFinding, type Finding } from "../../findings/finding";
import { deploymentTrouble } from "../deployments";
import { kubectlIn, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { CLUSTER_NAME_LABEL } from "../mirrorLabels";
import type { ReachableLink } from "../reachableClusters";

const NOT_FOLLOWED =
    "What the target exports from now on does not appear here, and nobody notices when its gateway dies.";

function desiredReplicas(target: string, highAvailability: boolean): number {
    const unknown = { image: "", credentialsHash: "", trustAnchorsHash: "" };
    return serviceMirrorSpec({ target, highAvailability, ...unknown }).replicas;
}

/** Deployments that mirror the target of a link; from Linkerd 2.18 on the chart makes some as well. */
function controllersOf({ source, target }: ReachableLink): readonly string[] {
    return source.kubernetes.deployments
        .filter(
            ({ metadata }) =>
                metadata?.namespace === MULTICLUSTER_NAMESPACE &&
                metadata.labels?.[CLUSTER_NAME_LABEL] === target.name,
        )
        .map(({ metadata }) => metadata?.name ?? "");
}

/** Whether a link has one controller, and whether it runs. */
export function controllerFindings(link: ReachableLink, highAvailability: boolean): Finding[] {
    const { name: where, source, target } = link;
    const own = serviceMirrorName(target.name);
    const replicas = desiredReplicas(target.name, highAvailability);
    const trouble = deploymentTrouble(source, MULTICLUSTER_NAMESPACE, own, replicas);
    const others = controllersOf(link).filter((name) => name !== own);
    return [
        ...(trouble === undefined
            ? []
            : oneFinding("error", "service-mirror-down", where, {
                  what: trouble.what,
                  why: NOT_FOLLOWED,
                  remedy: [trouble.remedy ?? MAKE_DELETED_AGAIN],
              })),
        ...others.flatMap((name) =>
            oneFinding("warning", "service-mirror-duplicate", where, {
                what: `Deployment ${MULTICLUSTER_NAMESPACE}/${name} mirrors ${target.name} too`,
                why: "Two controllers write the same mirrors, and take turns at undoing what the other did.",
                remedy: [
                    kubectlIn(source.config, MULTICLUSTER_NAMESPACE, "delete", "deployment", name),
                ],
            }),
        ),
    ];
}
