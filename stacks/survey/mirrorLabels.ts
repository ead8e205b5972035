import type { V1Service } from "@kubernetes/client-node";

/** Label of everything that belongs to a link: the name of its target. */
export const CLUSTER_NAME_LABEL = "mirror.linkerd.io/cluster-name";

/** Labels of an object. */
type Labels = Readonly<Record<string, string>>;

/** Label of Services that a service mirror made. */
export const MIRRORED_SERVICE_LABEL = "mirror.linkerd.io/mirrored-service";

/** Label of Services that are mirrored without a gateway: linkerd-destination asks the target. */
export const REMOTE_DISCOVERY_LABEL = "multicluster.linkerd.io/remote-discovery";

/** Whether `labels` has all of `wanted`; an empty selector of a Link matches nothing. */
export function hasLabels(labels: Labels | undefined, wanted: Labels): boolean {
    const pairs = Object.entries(wanted);
    return pairs.length > 0 && pairs.every(([key, value]) => labels?.[key] === value);
}

/** Whether a service mirror made this Service. */
export function isMirror({ metadata }: V1Service): boolean {
    return metadata?.labels?.[MIRRORED_SERVICE_LABEL] === "true";
}
