import { V1Container, V1PodSpec, type V1Deployment, type V1Pod } from "@kubernetes/client-node";
import { createHash } from "node:crypto";
import { stringify } from "yaml";
import type { MeshView } from "../../../operations/view/meshView";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { make } from "./kubernetesObjects";
import { LinkedMesh, type ChangeableKubernetes } from "./linkedMesh";
import { apiServer } from "./links";
import { ANCHOR, platformObjects } from "./platform";

const VERSION = "stable-2.14.10";

/** A kubeconfig whose server is this one. */
export function kubeconfigWith(server: string, context: string): string {
    return stringify({
        "current-context": context,
        clusters: [{ name: context, cluster: { server } }],
        contexts: [{ name: context, context: { cluster: context, user: context } }],
        users: [{ name: context, user: { token: "t" } }],
    });
}

/** The template of a Deployment names this image for a container. */
export function setImage({ spec }: V1Deployment, container: string, image: string): void {
    if (spec === undefined) throw new Error("a Deployment without a spec");
    const others = (spec.template.spec?.containers ?? []).filter(({ name }) => name !== container);
    spec.template.spec = make(V1PodSpec, {
        containers: [...others, make(V1Container, { name: container, image })],
    });
}

/** The proxy of a pod runs this image. */
export function setProxy({ spec }: V1Pod, image: string): void {
    const proxy = spec?.containers.find(({ name }) => name === "linkerd-proxy");
    if (proxy !== undefined) proxy.image = image;
}

/** Everything runs the images of one version, and trusts the anchor of the test's PKI. */
function complete(kubernetes: ChangeableKubernetes): void {
    for (const deployment of kubernetes.deployments) {
        const name = deployment.metadata?.name ?? "";
        if (name.startsWith("linkerd-service-mirror-")) {
            setImage(deployment, "service-mirror", `cr.l5d.io/linkerd/controller:${VERSION}`);
        }
        if (deployment.metadata?.namespace === "linkerd") {
            setImage(deployment, name.slice(8), `cr.l5d.io/linkerd/controller:${VERSION}`);
            setImage(deployment, "linkerd-proxy", `cr.l5d.io/linkerd/proxy:${VERSION}`);
        }
    }
    const hash = createHash("sha256").update(ANCHOR.cert.trim()).digest("hex");
    for (const pod of kubernetes.pods) {
        setProxy(pod, `cr.l5d.io/linkerd/proxy:${VERSION}`);
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
 * `cluster1` and `cluster2`, linked in both directions with dnat and with the sample: healthy in every
 * layer, and open to one change per test.
 */
export function healthyMesh(): LinkedMesh {
    const mesh = new LinkedMesh();
    mesh.config = { ...mesh.config, clusters: mesh.config.clusters.map(completeConfig) };
    for (const { name } of mesh.config.clusters) {
        const kubernetes = mesh.kubernetes(name);
        const platform = platformObjects(name);
        kubernetes.mutatingWebhooks = platform.mutatingWebhooks;
        kubernetes.validatingWebhooks = platform.validatingWebhooks;
        kubernetes.ipAddressPools = platform.ipAddressPools;
        kubernetes.l2Advertisements = platform.l2Advertisements;
        kubernetes.helmReleases = platform.helmReleases;
        kubernetes.deployments.push(...platform.deployments);
        kubernetes.services.push(...platform.services);
        kubernetes.endpoints.push(...platform.endpoints);
        kubernetes.secrets.push(...platform.secrets);
        complete(kubernetes);
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
