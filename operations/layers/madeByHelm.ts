import type { V1ObjectMeta } from "@kubernetes/client-node";

/** A Helm release. */
export interface Release {
    readonly namespace: string;
    readonly name: string;
}

/** Whether one of these releases owns an object: Helm takes over what has its annotations, and nothing else. Pure. */
export function madeByHelm(
    { annotations = {} }: V1ObjectMeta,
    releases: readonly Release[],
): boolean {
    return releases.some(
        ({ namespace, name }) =>
            annotations["meta.helm.sh/release-namespace"] === namespace &&
            annotations["meta.helm.sh/release-name"] === name,
    );
}
