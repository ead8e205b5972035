import type { V1ObjectMeta } from "@kubernetes/client-node";
import { MULTICLUSTER_NAMESPACE } from "../../../components/linkerd/names";
import type { LinkerdVersion } from "../../../components/linkerd/versions";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn } from "../../remedies/kubectl";
import { linkerdImages } from "../linkerdImages";
import { madeByUs, otherControllers, type LinkController } from "../linkController";
import { CLUSTER_NAME_LABEL } from "../../../stacks/survey/mirrorLabels";
import { objectNamed } from "../objectNamed";
import { stepTo, versionOfTag } from "../otherVersion";
import type { SourceLink } from "../reachableClusters";

/** What the program made under the names of another version, before an update or of a later one. */
function ofOtherVersion(
    { name: where, source: { kubernetes } }: SourceLink,
    configured: LinkerdVersion,
    { version, ...names }: LinkController,
): Finding[] {
    const ours = <T extends { readonly metadata?: V1ObjectMeta }>(
        objects: readonly T[],
        name: string,
    ) => {
        const found = objectNamed(objects, MULTICLUSTER_NAMESPACE, name);
        return madeByUs(found?.metadata) ? found : undefined;
    };
    const deployment = ours(kubernetes.deployments, names.deployment);
    const found = [
        ...(deployment === undefined
            ? []
            : [`Deployment ${MULTICLUSTER_NAMESPACE}/${names.deployment}`]),
        ...(ours(kubernetes.services, names.probeService) === undefined
            ? []
            : [`Service ${MULTICLUSTER_NAMESPACE}/${names.probeService}`]),
    ];
    if (found.length === 0) return [];
    const [image] = linkerdImages(deployment?.spec?.template.spec?.containers ?? []);
    const exact = versionOfTag(image?.tag ?? "") ?? version;
    return oneFinding("warning", "service-mirror-of-other-version", where, {
        what: `${found.join(" and ")} ${found.length === 1 ? "is" : "are"} of Linkerd ${exact.series}, and linkerdVersion is ${configured.linkerd}`,
        ...stepTo(configured, exact),
    });
}

/** Controllers and probe Services of a link besides those of the configured version. */
export function secondControllers(link: SourceLink, configured: LinkerdVersion): Finding[] {
    const { name: where, source, target, controller } = link;
    const others = otherControllers(configured, target.name);
    const named = others.flatMap((other) => ofOtherVersion(link, configured, other));
    const foreign = source.kubernetes.deployments.filter(
        ({ metadata }) =>
            metadata?.namespace === MULTICLUSTER_NAMESPACE &&
            metadata.labels?.[CLUSTER_NAME_LABEL] === target.name &&
            metadata.name !== controller.deployment &&
            !(madeByUs(metadata) && others.some((other) => other.deployment === metadata.name)),
    );
    return [
        ...named,
        ...foreign.flatMap(({ metadata }) => {
            const name = metadata?.name ?? "";
            return oneFinding("warning", "service-mirror-duplicate", where, {
                what: `Deployment ${MULTICLUSTER_NAMESPACE}/${name} mirrors ${target.name} too`,
                why: "Two controllers write the same mirrors, and take turns at undoing what the other did.",
                remedy: [
                    kubectlIn(source.config, MULTICLUSTER_NAMESPACE, "delete", "deployment", name),
                ],
            });
        }),
    ];
}
