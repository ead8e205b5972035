import type { V1Service } from "@kubernetes/client-node";
import { mirroredName } from "../../../components/sample/names";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { kubectl, kubectlIn, restartServiceMirror } from "../../remedies/kubectl";
import type { Remedy } from "../../remedies/remedy";
import { sameWays, waysByLink, waysOf } from "../mirrorEndpoints";
import {
    CLUSTER_NAME_LABEL,
    isMirror,
    REMOTE_DISCOVERY_LABEL,
} from "../../../stacks/survey/mirrorLabels";
import { exportedServices, hasReadyPods, place } from "../exports";
import { impossibleMirrorFindings, isUsefulExport } from "./unmirrorable";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster, ReachableLink, SourceLink } from "../reachableClusters";

function mirrorsIn({ kubernetes }: ReachableCluster): readonly V1Service[] {
    return kubernetes.services.filter(isMirror);
}

function mirrorsOf({ source, target }: SourceLink): readonly V1Service[] {
    return mirrorsIn(source).filter(
        ({ metadata }) => metadata?.labels?.[CLUSTER_NAME_LABEL] === target.name,
    );
}

function isDead({ source, target }: SourceLink): boolean {
    const alive = source.view.gatewayAlive.get(target.name);
    return alive !== undefined && "seen" in alive && !alive.seen;
}

/** Whether the controller of a link runs; one that does not is another layer's finding. */
function isFollowed({ source, controller }: SourceLink): boolean {
    return source.kubernetes.deployments.some(
        ({ metadata, status }) =>
            metadata?.name === controller.deployment && (status?.availableReplicas ?? 0) > 0,
    );
}

function missingMirror(
    link: ReachableLink,
    seenTarget: ReachableCluster,
    exported: V1Service,
): Finding[] {
    const { name: where, source, target } = link;
    const namespace = exported.metadata?.namespace ?? "";
    const mirror = `${namespace}/${mirroredName(exported.metadata?.name ?? "", target.name)}`;
    const hasNamespace = source.kubernetes.namespaces.some(
        ({ metadata }) => metadata?.name === namespace,
    );
    if (!hasNamespace) {
        return oneFinding("warning", "mirror-namespace-missing", where, {
            what: `Service ${place(exported)} of ${target.name} has no mirror: ${source.name} lacks the namespace ${namespace}`,
            why: "Services are mirrored into the namespace of the same name, and passed over where there is none.",
            remedy: [kubectl(source.config, "create", "namespace", namespace)],
        });
    }
    const impossible = impossibleMirrorFindings(link, seenTarget, exported);
    if (impossible.length > 0) return impossible;
    return oneFinding(isFollowed(link) ? "error" : "warning", "mirror-missing", where, {
        what: `Service ${place(exported)} of ${target.name} has no mirror ${mirror} in ${source.name}`,
        why: isFollowed(link)
            ? "The service mirror runs and has passed it over; it begins anew when it restarts."
            : "No service mirror runs: repair that first.",
        remedy: [restartServiceMirror(link.source.config, link.controller.deployment)],
    });
}

function wrongWay(link: SourceLink, mirror: V1Service): Finding[] {
    const expected = waysByLink(link, "gateway");
    const { metadata } = mirror;
    const { ready, notReady } = waysOf(link.source.kubernetes, metadata?.namespace, metadata?.name);
    if (expected === undefined || sameWays(ready, expected)) return [];
    if (sameWays(notReady, expected)) {
        // Follows from the gateway, of which the layer above tells.
        const severity = isDead(link) ? "warning" : "error";
        return oneFinding(severity, "mirror-taken-out", link.name, {
            what: `mirrored Service ${place(mirror)} is taken out: its Endpoints ${expected.join(", ")} are not ready`,
            why: `The gateway of ${link.target.name} does not answer probes; requests fail, or go to the other backends of a split.`,
            remedy: [restartServiceMirror(link.source.config, link.controller.deployment)],
        });
    }
    const leads = [...ready, ...notReady];
    return oneFinding(isFollowed(link) ? "error" : "warning", "mirror-misdirected", link.name, {
        what: `mirrored Service ${place(mirror)} leads ${leads.length === 0 ? "nowhere" : `to ${leads.join(", ")}`}, and the Link says ${expected.join(", ")}`,
        why: "Requests to it do not reach the gateway.",
        remedy: [restartServiceMirror(link.source.config, link.controller.deployment)],
    });
}

/** What the source of a link lacks of what its target exports, and has of what it does not. */
export function mirrorFindings(link: ReachableLink): Finding[] {
    const { name: where, source, target, seenTarget } = link;
    if (seenTarget === undefined) return [];
    const mirrors = mirrorsOf(link);
    const exported = exportedServices(seenTarget);
    const mirrorOf = ({ metadata }: V1Service) =>
        objectNamed(mirrors, metadata?.namespace, mirroredName(metadata?.name ?? "", target.name));
    const wanted = exported.filter(isUsefulExport).flatMap((service) => {
        const mirror = mirrorOf(service);
        if (mirror === undefined) return missingMirror(link, seenTarget, service);
        // Without ready pods the mirror is emptied on purpose; without a gateway it has no Endpoints.
        const isRemote = mirror.metadata?.labels?.[REMOTE_DISCOVERY_LABEL] !== undefined;
        return isRemote || !hasReadyPods(seenTarget, service) ? [] : wrongWay(link, mirror);
    });
    const known = exported.flatMap((service) => mirrorOf(service) ?? []);
    const stale = mirrors
        .filter((mirror) => !known.includes(mirror))
        .flatMap((mirror) =>
            oneFinding("warning", "mirror-not-exported", where, {
                what: `Service ${place(mirror)} mirrors one that ${target.name} does not export`,
                why: "Requests to it fail.",
                remedy: remove(source, mirror),
            }),
        );
    return [...wanted, ...stale];
}

/**
 * Mirrors of a cluster of another stack that lead elsewhere than the Link says. What that cluster
 * exports is not known: a mirror that leads nowhere may have no pods behind it.
 */
export function peerMirrorFindings(link: SourceLink): Finding[] {
    return mirrorsOf(link).flatMap((mirror) => {
        const { metadata } = mirror;
        const { ready, notReady } = waysOf(
            link.source.kubernetes,
            metadata?.namespace,
            metadata?.name,
        );
        return ready.length + notReady.length === 0 ? [] : wrongWay(link, mirror);
    });
}

function remove({ config }: ReachableCluster, { metadata }: V1Service): Remedy {
    return [
        kubectlIn(config, metadata?.namespace ?? "", "delete", "service", metadata?.name ?? ""),
    ];
}

/** Mirrors of clusters that neither a Link nor the configuration names any more. */
export function leftoverFindings({ config }: MeshView, cluster: ReachableCluster): Finding[] {
    const links = cluster.kubernetes.links ?? [];
    const wanted = [...config.links, ...config.peerLinks].filter(
        ({ source }) => source === cluster.name,
    );
    return mirrorsIn(cluster).flatMap((mirror): Finding[] => {
        const target = mirror.metadata?.labels?.[CLUSTER_NAME_LABEL] ?? "";
        const isLinked =
            wanted.some((link) => link.target === target) ||
            links.some(
                ({ metadata, spec }) => (spec?.targetClusterName ?? metadata.name) === target,
            );
        return isLinked
            ? []
            : oneFinding("warning", "mirror-without-link", cluster.name, {
                  what: `Service ${place(mirror)} is a mirror of ${target}, to which there is no Link`,
                  why: "Nobody keeps it up to date; requests to it go to an old gateway, or nowhere.",
                  remedy: remove(cluster, mirror),
              });
    });
}
