import type { V1Service } from "@kubernetes/client-node";
import { sh, type ShellText } from "../../../components/shell";
import { mirroredName } from "../../../components/sample/names";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, restartServiceMirror } from "../../remedies/kubectl";
import { place } from "../exports";
import { objectNamed } from "../objectNamed";
import { EXPORTED_LABEL, isMirror } from "../mirrorLabels";
import type { ReachableCluster, ReachableLink } from "../reachableClusters";

/** Longest name of a Service: it is a DNS label. */
const MAX_LENGTH = 63;

/** Why a Service is of no use to any other cluster; undefined where it is. Pure. */
function uselessness({ spec }: V1Service): { what: string; why: string } | undefined {
    const ports = spec?.ports ?? [];
    if (spec?.type === "ExternalName") {
        return {
            what: `is of type ExternalName, another name of ${spec.externalName ?? ""}`,
            why: "It has no pods to which the gateway could send: its mirrors lead nowhere.",
        };
    }
    if (ports.length === 0) {
        return {
            what: "has no ports",
            why: "A mirror is a Service with an address of its own, and Kubernetes refuses one without ports.",
        };
    }
    if (ports.some(({ protocol = "TCP" }) => protocol === "TCP")) return undefined;
    return {
        what: `has no TCP port, only ${ports.map(({ protocol, port }) => `${protocol ?? ""} ${port}`).join(", ")}`,
        why: "Linkerd carries TCP alone: what is sent to its mirrors is lost.",
    };
}

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
    if (mirror.length > MAX_LENGTH) {
        const left = MAX_LENGTH - mirroredName("", target.name).length;
        return oneFinding("error", "mirror-name-too-long", where, {
            what: `Service ${place(exported)} of ${target.name} cannot have a mirror: ${mirror} has ${mirror.length} characters, and a Service's name ${MAX_LENGTH} at most`,
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
