import type { V1ObjectMeta } from "@kubernetes/client-node";
import { MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import { LINKERD_VERSIONS, type LinkerdVersion } from "../../components/linkerd/versions";
import type { KubernetesView } from "../view/kubernetesView";
import { madeByEngine } from "../../components/linkerd/madeByEngine";
import { madeByHelm } from "./madeByHelm";
import { objectNamed } from "./objectNamed";

/** Names of what mirrors the target of a link, as a version of Linkerd gives them. */
export interface LinkController {
    readonly version: LinkerdVersion;
    readonly deployment: string;
    readonly container: string;
    /** Service through which it probes the target's gateway. */
    readonly probeService: string;
}

function namesOf(version: LinkerdVersion, target: string): LinkController {
    const { controllerName, controllerContainer, probeServiceName } = version.generation;
    return {
        version,
        deployment: controllerName(target),
        container: controllerContainer,
        probeService: probeServiceName(target),
    };
}

/** Whether the program made an object, itself or by the chart of the extension. */
export function madeByUs(metadata: V1ObjectMeta | undefined): boolean {
    const releases = [{ namespace: MULTICLUSTER_NAMESPACE, name: "linkerd-multicluster" }];
    return metadata !== undefined && (madeByEngine(metadata) || madeByHelm(metadata, releases));
}

/** Names under other versions than the configured one, from the oldest on; each name once. Pure. */
export function otherControllers(
    configured: LinkerdVersion,
    target: string,
): readonly LinkController[] {
    const own = namesOf(configured, target);
    return LINKERD_VERSIONS.map((version) => namesOf(version, target)).filter(
        ({ deployment }, index, all) =>
            deployment !== own.deployment &&
            all.findIndex((one) => one.deployment === deployment) === index,
    );
}

/**
 * The controller that a cluster has for a link: the configured version's, or, before an update has
 * come to it, another version's. Pure.
 */
export function liveController(
    { deployments }: KubernetesView,
    configured: LinkerdVersion,
    target: string,
): LinkController {
    const find = ({ deployment }: LinkController) =>
        objectNamed(deployments, MULTICLUSTER_NAMESPACE, deployment);
    const own = namesOf(configured, target);
    if (find(own) !== undefined) return own;
    const others = otherControllers(configured, target);
    return others.find((other) => madeByUs(find(other)?.metadata)) ?? own;
}
