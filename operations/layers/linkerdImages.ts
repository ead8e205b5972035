import type { V1Container } from "@kubernetes/client-node";
import { MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";

/** Where the extra values of the charts name the version of an image, by the image. */
const OVERRIDES: Readonly<Record<string, readonly string[]>> = {
    controller: ["controlPlane", "controllerImageVersion"],
    "policy-controller": ["controlPlane", "policyController", "image", "version"],
    proxy: ["controlPlane", "proxy", "image", "version"],
};

/** The same for the controllers of the extension that its chart makes, by the container. */
const EXTENSION_OVERRIDES: Readonly<Record<string, readonly string[]>> = {
    controller: ["multicluster", "controllerDefaults", "image", "version"],
    "service-mirror": ["multicluster", "localServiceMirror", "image", "version"],
};

/** An image of Linkerd's in a container. */
export interface LinkerdImage {
    readonly container: string;
    /** Last part of its path: `controller`. */
    readonly name: string;
    readonly tag: string;
}

/** Images of containers that are of Linkerd's own version. A digest in place of a tag says nothing of it. */
export function linkerdImages(containers: readonly V1Container[]): readonly LinkerdImage[] {
    return containers.flatMap(({ name: container, image = "" }) => {
        const [, name, tag] = /(?:^|\/)([^/:@]+):([^/:@]+)$/.exec(image) ?? [];
        return name !== undefined && tag !== undefined && name in OVERRIDES
            ? [{ container, name, tag }]
            : [];
    });
}

/** Version that an image in a namespace ought to have: Linkerd's, unless the extra values name another. */
export function expectedTag(
    { name, container }: LinkerdImage,
    { charts }: PlainMeshConfig,
    namespace: string,
): string {
    const isExtension = namespace === MULTICLUSTER_NAMESPACE && name === "controller";
    const path = isExtension ? EXTENSION_OVERRIDES[container] : OVERRIDES[name];
    const named = path === undefined ? undefined : valueAt(charts.values, path);
    return typeof named === "string" && named !== "" ? named : charts.versions.linkerd;
}

function valueAt(values: unknown, path: readonly string[]): unknown {
    return path.reduce<unknown>(
        (inner, key) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[key],
        values,
    );
}
