/** Namespace of the control plane. Fixed: the charts and the CLI look it up by this name. */
export const CONTROL_PLANE_NAMESPACE = "linkerd";

/** Namespace of the multicluster extension: gateway, Links and service mirrors. */
export const MULTICLUSTER_NAMESPACE = "linkerd-multicluster";

/** Namespace of the SMI extension: the adaptor that turns TrafficSplits into ServiceProfiles. */
export const SMI_NAMESPACE = "linkerd-smi";

/** Name of the gateway's Deployment, Service and ServiceAccount. */
export const GATEWAY = "linkerd-gateway";

/** Deployment of the SMI adaptor, its ServiceAccount too. */
export const SMI_ADAPTOR = "smi-adaptor";

/** Pull Secret that the program makes in every namespace of its own. */
export const PULL_SECRET = "linkerd-image-pull";

/** Port on which a gateway takes mirrored traffic. */
export const GATEWAY_PORT = 4143;

/** Port on which a gateway answers probes. */
export const PROBE_PORT = 4191;

/** Port on which an injected proxy takes what comes to its pod. */
export const PROXY_INBOUND_PORT = 4143;

/** Pod annotation with the hash of the trust anchors, which a proxy gets at pod creation: pods restart with it. */
export const TRUST_ANCHORS_ANNOTATION = "linkerd-multicluster/trust-anchors-sha256";

/** Pod annotation with the hash of a target's credentials, which a controller reads when it starts. */
export const CREDENTIALS_ANNOTATION = "linkerd-multicluster/credentials-sha256";

/** Seconds for which an injected proxy goes on when its pod is to end. */
export const PROXY_WAIT_ANNOTATION = "config.alpha.linkerd.io/proxy-wait-before-exit-seconds";

/** Label that the injector gives to every pod with a proxy; the control plane's own have it too. */
export const MESHED_LABEL = { "linkerd.io/control-plane-ns": CONTROL_PLANE_NAMESPACE };

/** Label that every object of the extension carries; `linkerd multicluster check` needs it on the namespace. */
export const EXTENSION_LABEL = { "linkerd.io/extension": "multicluster" };

/** ServiceAccount of a target cluster with which `peer` reads it. */
export function remoteAccessName(peer: string): string {
    return `linkerd-service-mirror-remote-access-${peer}`;
}

/** Secret of a target cluster with the token of that account; each generation has one of its own. */
export function remoteAccessTokenName(peer: string, generation = 1): string {
    return `${remoteAccessName(peer)}-token${generation === 1 ? "" : `-${generation}`}`;
}

/** Secret of a source cluster that holds the kubeconfig for `target`. */
export function credentialsName(target: string): string {
    return `cluster-credentials-${target}`;
}

/** ServiceAccount and Deployment of the controller that mirrors `target`. */
export function serviceMirrorName(target: string): string {
    return `linkerd-service-mirror-${target}`;
}

/** Service through which the service mirror probes the gateway of `target`. */
export function probeServiceName(target: string): string {
    return `probe-gateway-${target}`;
}

/** Deployment and ServiceAccount of the controller that mirrors `target`, where the chart makes it. */
export function managedControllerName(target: string): string {
    return `controller-${target}`;
}

/** Service through which such a controller probes the gateway of `target`. */
export function managedProbeName(target: string): string {
    return `probe-${target}`;
}

/** Lease with which the replicas of a service mirror elect the one that writes. */
export function mirrorLeaseName(target: string): string {
    return `service-mirror-write-${target}`;
}

/** Name of a link, which begins the names of everything made for it. */
export function linkName({
    source,
    target,
}: {
    readonly source: string;
    readonly target: string;
}): string {
    return `${source}-to-${target}`;
}

/** Namespaces that the program makes for Linkerd; that of the sample is apart. */
export const PROGRAM_NAMESPACES: readonly string[] = [
    CONTROL_PLANE_NAMESPACE,
    MULTICLUSTER_NAMESPACE,
    SMI_NAMESPACE,
];

/** Label of Services that a cluster exports; `true` has them mirrored through the gateway. */
export const EXPORTED_LABEL = "mirror.linkerd.io/exported";

/** Longest name of a Service, that of a mirror too: it is a DNS label. */
export const LONGEST_SERVICE_NAME = 63;

/** The Secret with which linkerd-identity issues. */
export const ISSUER_SECRET = "linkerd-identity-issuer";
