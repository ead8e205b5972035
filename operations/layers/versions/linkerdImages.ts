import type { V1Container } from "@kubernetes/client-node";
import type { PlainMeshConfig } from "../../../stacks/configuration/types/plainConfig";

/** Where the extra values of the chart linkerd-control-plane name the version of an image. */
const OVERRIDES: Readonly<Record<string, readonly string[][]>> = {
    controller: [["controllerImageVersion"], ["linkerdVersion"]],
    "policy-controller": [["policyController", "image", "version"], ["linkerdVersion"]],
    proxy: [["proxy", "image", "version"], ["linkerdVersion"]],
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

/** Version that an image ought to have: Linkerd's, unless the extra values of the chart name another. */
export function expectedTag({ name }: LinkerdImage, { charts }: PlainMeshConfig): string {
    const values = charts.values.controlPlane;
    const named = (OVERRIDES[name] ?? [])
        .map((path) => valueAt(values, path))
        .find((value) => typeof value === "string" && value !== "");
    return typeof named === "string" ? named : charts.versions.linkerd;
}

function valueAt(values: unknown, path: readonly string[]): unknown {
    return path.reduce<unknown>(
        (inner, key) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[key],
        values,
    );
}
