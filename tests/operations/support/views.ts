import { V1Container, V1PodSpec, type V1Deployment, type V1Pod } from "@kubernetes/client-node";
import { createHash } from "node:crypto";
import { stringify } from "yaml";
import type { LinkerdName, LinkerdVersion } from "../../../components/linkerd/versions";
import type { MeshView } from "../../../operations/view/meshView";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { make } from "./kubernetesObjects";
import { LinkedMesh, type ChangeableKubernetes } from "./linkedMesh";
import { apiServer } from "./links";
import { ANCHOR, platformObjects } from "./platform";

/** A kubeconfig whose server is this one. */
export function kubeconfigWith(server: string, context: string): string {
    return stringify({
        "current-context": context,
        clusters: [{ name: context, cluster: { server } }],
        contexts: [{ name: context, context: { cluster: context, user: context } }],
        users: [{ name: context, user: { token: "t" } }],
    });
}

/** The template of a Deployment names this image for a container, or for an init container. */
export function setImage(
    { spec }: V1Deployment,
    container: string,
    image: string,
    list: "containers" | "initContainers" = "containers",
): void {
    if (spec === undefined) throw new Error("a Deployment without a spec");
    const { containers = [], initContainers = [] } = spec.template.spec ?? {};
    const before = { containers, initContainers };
    const others = before[list].filter(({ name }) => name !== container);
    spec.template.spec = make(V1PodSpec, {
        ...before,
        [list]: [...others, make(V1Container, { name: container, image })],
    });
}

/** The proxy of a pod runs this image. */
export function setProxy({ spec }: V1Pod, image: string): void {
    const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
    const proxy = containers.find(({ name }) => name === "linkerd-proxy");
    if (proxy !== undefined) proxy.image = image;
}

/** Everything runs the images of one version, and trusts the anchor of the test's PKI. */
function complete(kubernetes: ChangeableKubernetes, version: LinkerdVersion): void {
    const { linkerd, series, generation } = version;
    kubernetes.version = `v1.${version.kubernetes[1]}.15`;
    const image = (name: string) => `cr.l5d.io/linkerd/${name}:${linkerd}`;
    const mirrors = kubernetes.leases.map(({ spec }) => spec?.holderIdentity ?? "");
    for (const deployment of kubernetes.deployments) {
        const name = deployment.metadata?.name ?? "";
        if (mirrors.some((pod) => pod.startsWith(`${name}-`))) {
            setImage(deployment, generation.controllerContainer, image("controller"));
        }
        if (name === "linkerd-local-service-mirror") {
            setImage(deployment, "service-mirror", image("controller"));
        }
        if (name === "linkerd-destination") {
            setImage(
                deployment,
                "policy",
                image(series === "2.14" ? "policy-controller" : "controller"),
            );
        }
        if (deployment.metadata?.namespace === "linkerd") {
            const list = series === "2.20" ? "initContainers" : "containers";
            setImage(deployment, name.slice(8), image("controller"));
            setImage(deployment, "linkerd-proxy", image("proxy"), list);
        }
    }
    const hash = createHash("sha256").update(ANCHOR.cert.trim()).digest("hex");
    for (const pod of kubernetes.pods) {
        setProxy(pod, image("proxy"));
        const annotations = pod.metadata?.annotations;
        if (annotations !== undefined) annotations["linkerd.io/trust-root-sha256"] = hash;
    }
    for (const { data } of kubernetes.configMaps) {
        if (data !== undefined) data["ca-bundle.crt"] = ANCHOR.cert.trim();
    }
}

function completeConfig(config: PlainClusterConfig): PlainClusterConfig {
    return { ...config, kubeconfig: kubeconfigWith(apiServer(config.name), config.context) };
}

/**
 * `cluster1` and `cluster2` and more, linked in both directions with dnat and with the sample: healthy in every
 * layer under a version of Linkerd, and open to one change per test.
 */
export function healthyMesh(linkerd: LinkerdName = "stable-2.14.10", count = 2): LinkedMesh {
    const mesh = new LinkedMesh(count, linkerd);
    const hasSmi = mesh.config.charts.smi !== undefined;
    mesh.config = { ...mesh.config, clusters: mesh.config.clusters.map(completeConfig) };
    for (const { name } of mesh.config.clusters) {
        const kubernetes = mesh.kubernetes(name);
        const platform = platformObjects(name);
        kubernetes.mutatingWebhooks = platform.mutatingWebhooks;
        kubernetes.validatingWebhooks = platform.validatingWebhooks;
        kubernetes.ipAddressPools = platform.ipAddressPools;
        kubernetes.l2Advertisements = platform.l2Advertisements;
        kubernetes.helmReleases = platform.helmReleases.filter(
            ({ namespace }) => hasSmi || namespace !== "linkerd-smi",
        );
        kubernetes.deployments.push(...platform.deployments);
        kubernetes.services.push(...platform.services);
        kubernetes.endpoints.push(...platform.endpoints);
        kubernetes.secrets.push(...platform.secrets);
        complete(kubernetes, mesh.config.charts.versions);
        kubernetes.pods.push(...platform.pods);
    }
    return mesh;
}

/** What was seen of a mesh, the outputs of its stack and the way to its API servers included. */
export function healthyView(mesh: LinkedMesh = healthyMesh()): MeshView {
    const view = mesh.view();
    return {
        ...view,
        ...(view.outputs === undefined
            ? {}
            : { outputs: { ...view.outputs, trustAnchor: ANCHOR.cert } }),
        clusters: view.clusters.map((cluster) => ({
            ...cluster,
            reach: new Map(
                view.clusters
                    .filter((other) => other !== cluster)
                    .map(({ config }) => [
                        config.name,
                        { seen: { node: `${cluster.config.name}-node1` } },
                    ]),
            ),
        })),
    };
}
