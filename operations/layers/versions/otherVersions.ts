import type { V1ObjectMeta, V1Pod } from "@kubernetes/client-node";
import type { Generation } from "../../../components/linkerd/generations";
import {
    CONTROL_PLANE_NAMESPACE,
    GATEWAY,
    MULTICLUSTER_NAMESPACE,
} from "../../../components/linkerd/names";
import { LINKERD_VERSIONS, type LinkerdVersion } from "../../../components/linkerd/versions";
import type { PlainMeshConfig } from "../../../stacks/configuration/types/plainConfig";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { applyChartAgain, kubectlIn, rolloutRestart, takeBack } from "../../remedies/kubectl";
import type { RemedyLine } from "../../remedies/remedy";
import type { MeshView } from "../../view/meshView";
import { expectedTag, linkerdImages, type LinkerdImage } from "../linkerdImages";
import { allContainers, isLive, PROXY } from "../meshedPods";
import { stepTo, versionOfTag } from "../otherVersion";
import type { ReachableCluster } from "../reachableClusters";
import { isRestartable, workloadsOf } from "../workloads";

/** Deployment that injects proxies. */
const INJECTOR = "linkerd-proxy-injector";

/** Parts of the mesh that are of another version than the configured one. */
export function otherVersions(cluster: ReachableCluster, { config }: MeshView): Finding[] {
    const deployments = otherDeployments(cluster, config);
    return [
        ...unfinishedUpdate(cluster, config, deployments),
        ...strayDeployments(cluster, config, deployments),
        ...otherProxies(cluster, config, deployments),
    ];
}

/** A Deployment of the mesh whose template names images of another version. */
interface OtherDeployment {
    readonly metadata: V1ObjectMeta;
    readonly images: readonly LinkerdImage[];
    /** The row that all of these images are of, if there is one. */
    readonly version?: LinkerdVersion;
}

function otherDeployments(
    { kubernetes }: ReachableCluster,
    config: PlainMeshConfig,
): readonly OtherDeployment[] {
    return kubernetes.deployments.flatMap(({ metadata, spec }) => {
        const namespace = metadata?.namespace ?? "";
        if (
            metadata === undefined ||
            ![CONTROL_PLANE_NAMESPACE, MULTICLUSTER_NAMESPACE].includes(namespace)
        ) {
            return [];
        }
        const images = linkerdImages(allContainers(spec?.template.spec)).filter(
            (image) => image.tag !== expectedTag(image, config, namespace),
        );
        const [tag, ...more] = new Set(images.map((image) => image.tag));
        if (tag === undefined) return [];
        const version = more.length === 0 ? versionOfTag(tag) : undefined;
        return [{ metadata, images, ...(version === undefined ? {} : { version }) }];
    });
}

function placeOf({ namespace = "", name = "" }: V1ObjectMeta): string {
    return `${namespace}/${name}`;
}

/** Deployments of versions that are no step of an update. */
function strayDeployments(
    cluster: ReachableCluster,
    { charts }: PlainMeshConfig,
    others: readonly OtherDeployment[],
): Finding[] {
    const { linkerd, generation } = charts.versions;
    return others
        .filter(({ version }) => version === undefined)
        .flatMap(({ metadata, images }): Finding[] => {
            const found = images.map(
                ({ container, name: image, tag }) => `${container} runs ${image}:${tag}`,
            );
            return oneFinding("error", "linkerd-version-differs", cluster.name, {
                what: `Deployment ${placeOf(metadata)} is not of Linkerd ${linkerd}: ${found.join(", ")}`,
                why: "Linkerd supports its parts in one version; between two, links and policies may be read in two ways.",
                remedy: [remedyFor(cluster, metadata, generation)],
            });
        });
}

function remedyFor(
    { config }: ReachableCluster,
    metadata: V1ObjectMeta,
    { controllersFrom }: Generation,
): RemedyLine {
    if (metadata.namespace === CONTROL_PLANE_NAMESPACE) {
        return applyChartAgain(config, CONTROL_PLANE_NAMESPACE, "linkerd-control-plane");
    }
    return metadata.name === GATEWAY || controllersFrom === "chart"
        ? applyChartAgain(config, MULTICLUSTER_NAMESPACE, "linkerd-multicluster")
        : takeBack(metadata);
}

/** Deployments of another row: one finding for all of a row. */
function unfinishedUpdate(
    { name }: ReachableCluster,
    { charts: { versions: wanted } }: PlainMeshConfig,
    others: readonly OtherDeployment[],
): Finding[] {
    return LINKERD_VERSIONS.flatMap((version): Finding[] => {
        const found = others.filter((other) => other.version?.linkerd === version.linkerd);
        if (found.length === 0) return [];
        const places = enumerate(found.map(({ metadata }) => placeOf(metadata)));
        return oneFinding("warning", "update-unfinished", name, {
            what: `${found.length === 1 ? "Deployment" : "Deployments"} ${places} ${found.length === 1 ? "is" : "are"} of Linkerd ${version.linkerd}, and linkerdVersion is ${wanted.linkerd}`,
            ...stepTo(wanted, version),
        });
    });
}

/** Pods, in all namespaces, whose proxies were injected before the control plane got its version. */
function otherProxies(
    cluster: ReachableCluster,
    config: PlainMeshConfig,
    deployments: readonly OtherDeployment[],
): Finding[] {
    // What the injector has not been updated to yet, a restart does not bring.
    const injected = deployments.flatMap(({ metadata: { name }, version }) =>
        name === INJECTOR && version !== undefined ? [version.linkerd] : [],
    );
    const tagsOf = ({ metadata, spec }: V1Pod) => {
        const proxies = allContainers(spec).filter(({ name }) => name === PROXY);
        return linkerdImages(proxies)
            .filter((image) => image.tag !== expectedTag(image, config, metadata?.namespace ?? ""))
            .flatMap(({ tag }) => (injected.includes(tag) ? [] : [tag]));
    };
    const others = cluster.kubernetes.injectedPods.filter(
        (pod) =>
            // The proxies of the control plane stand in its Deployments.
            pod.metadata?.namespace !== CONTROL_PLANE_NAMESPACE &&
            isLive(pod) &&
            tagsOf(pod).length > 0,
    );
    // The pods of a Job end by themselves.
    const workloads = workloadsOf(others).filter(({ kind }) => kind !== "Job");
    return workloads.flatMap((workload) => {
        const { namespace, kind, name, pods } = workload;
        const tags = [...new Set(pods.flatMap(tagsOf))];
        const owner = `${kind.toLowerCase()}/${name}`;
        return oneFinding("warning", "proxy-version-differs", cluster.name, {
            what: `pods of ${kind} ${namespace}/${name} have a proxy of version ${enumerate(tags)}, not ${config.charts.versions.linkerd}`,
            why: `They were made before the control plane was updated. ${isRestartable(workload) ? "This restart ends the update" : "The update ends when they are made anew, which is for you to do"}; a proxy may be one version behind until then.`,
            remedy: [
                isRestartable(workload)
                    ? rolloutRestart(cluster.config, namespace, owner)
                    : kubectlIn(cluster.config, namespace, "describe", owner),
            ],
        });
    });
}
