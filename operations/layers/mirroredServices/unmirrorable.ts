import type { V1Service } from "@kubernetes/client-node";
import { EXPORTED_LABEL, LONGEST_SERVICE_NAME } from "../../../components/linkerd/names";
import { sh, type ShellText } from "../../../components/shell";
import { mirroredName } from "../../../components/sample/names";
import { uselessness } from "../../../stacks/survey/uselessness";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, restartServiceMirror } from "../../remedies/kubectl";
import { place } from "../exports";
import { objectNamed } from "../objectNamed";
import { isMirror } from "../../../stacks/survey/mirrorLabels";
import type { ReachableCluster, ReachableLink } from "../reachableClusters";

/** Whether a Service is of use to other clusters: if not, nothing more is said of its mirrors. */
export function isUsefulExport(service: V1Service): boolean {
    return uselessness(service) === undefined;
}

function stopExporting({ config }: ReachableCluster, { metadata }: V1Service): ShellText {
    const words = ["label", "service", metadata?.name ?? "", `${EXPORTED_LABEL}-`];
    return kubectlIn(config, metadata?.namespace ?? "", ...words);
}

/** Exported Services that are of no use to any other cluster. Pure. */
export function uselessExportFindings(
    cluster: ReachableCluster,
    exported: readonly V1Service[],
): Finding[] {
    return exported.flatMap((service) => {
        const useless = uselessness(service);
        if (useless === undefined) return [];
        return oneFinding("error", "export-unusable", cluster.name, {
            what: `exported Service ${place(service)} ${useless.what}`,
            why: useless.why,
            remedy: [stopExporting(cluster, service)],
        });
    });
}

/** Why the service mirror of a link cannot make the mirror of a Service; nothing where it can. Pure. */
export function impossibleMirrorFindings(
    { name: where, source, target, controller }: ReachableLink,
    seenTarget: ReachableCluster,
    exported: V1Service,
): Finding[] {
    const namespace = exported.metadata?.namespace ?? "";
    const mirror = mirroredName(exported.metadata?.name ?? "", target.name);
    if (mirror.length > LONGEST_SERVICE_NAME) {
        const left = LONGEST_SERVICE_NAME - mirroredName("", target.name).length;
        return oneFinding("error", "mirror-name-too-long", where, {
            what: `Service ${place(exported)} of ${target.name} cannot have a mirror: ${mirror} has ${mirror.length} characters, and a Service's name ${LONGEST_SERVICE_NAME} at most`,
            why: `The service mirror tries in vain. A Service that ${target.name} exports may have a name of ${left} characters.`,
            remedy: [
                sh`${stopExporting(seenTarget, exported)}  # and export a Service of a shorter name`,
            ],
        });
    }
    const namesake = objectNamed(source.kubernetes.services, namespace, mirror);
    if (namesake === undefined || isMirror(namesake)) return [];
    return oneFinding("error", "mirror-name-taken", where, {
        what: `Service ${place(exported)} of ${target.name} cannot have a mirror: ${source.name} has a Service ${namespace}/${mirror} already, which is none`,
        why: "Requests go to that Service, and the service mirror does not touch it.",
        remedy: [
            sh`${kubectlIn(source.config, namespace, "delete", "service", mirror)}  # if nobody needs it; else export a Service of another name`,
            restartServiceMirror(source.config, controller.deployment),
        ],
    });
}
