import {
    CONTROL_PLANE_NAMESPACE,
    credentialsName,
    GATEWAY,
    GATEWAY_PORT,
    MULTICLUSTER_NAMESPACE,
    PROBE_PORT,
} from "./names";

/** What a Link says of its target cluster. */
export interface LinkTarget {
    readonly name: string;
    readonly clusterDomain: string;
    readonly trustDomain: string;
}

/**
 * `spec` of a `multicluster.linkerd.io/v1alpha1` Link, without the address.
 *
 * Linkerd 2.14 parses strictly: every field must be there and be a string. `period` is what the
 * CLI makes of the gateway's annotation `mirror.linkerd.io/probe-period: "3"`.
 */
export function linkSpec(target: LinkTarget) {
    return {
        targetClusterName: target.name,
        targetClusterDomain: target.clusterDomain,
        targetClusterLinkerdNamespace: CONTROL_PLANE_NAMESPACE,
        clusterCredentialsSecret: credentialsName(target.name),
        gatewayPort: String(GATEWAY_PORT),
        gatewayIdentity: `${GATEWAY}.${MULTICLUSTER_NAMESPACE}.serviceaccount.identity.${CONTROL_PLANE_NAMESPACE}.${target.trustDomain}`,
        probeSpec: { path: "/ready", port: String(PROBE_PORT), period: "3s" },
        selector: { matchLabels: { "mirror.linkerd.io/exported": "true" } },
        remoteDiscoverySelector: {
            matchLabels: { "mirror.linkerd.io/exported": "remote-discovery" },
        },
    };
}
