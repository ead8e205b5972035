import { GATEWAY, GATEWAY_PORT, MESHED_LABEL, PROBE_PORT } from "./names";

type Labels = Readonly<Record<string, string>>;

/** Pods, in the policy's own namespace unless a namespace is named. */
export interface PolicyPeer {
    readonly podSelector: { readonly matchLabels?: Labels };
    readonly namespaceSelector?: { readonly matchLabels?: Labels };
}

/** One kind of pods, and what has to come in to them. */
export interface AllowedIngress {
    /** Name of the NetworkPolicy. */
    readonly name: string;
    /** Labels of the pods. */
    readonly pods: Labels;
    readonly ingress: readonly {
        /** TCP ports of the pods, not of their Services. */
        readonly ports: readonly number[];
        /** @default everybody */
        readonly from?: readonly PolicyPeer[];
    }[];
}

/**
 * Pods with a proxy, in any namespace. The control plane's own are among them: in a namespace that
 * was open, the policies are all that lets its components reach each other.
 */
const MESHED: readonly PolicyPeer[] = [
    { namespaceSelector: {}, podSelector: { matchLabels: MESHED_LABEL } },
];

function component(name: string) {
    return { "linkerd.io/control-plane-component": name };
}

/**
 * What has to come in to the control plane; ports as in the chart linkerd-control-plane 1.16.11.
 *
 * Webhooks are called by the API server, which comes with the address of its node, or with that of
 * the node's tunnel, which Calico takes out of the range of the pods: no selector matches it.
 * Probes come from the pod's own node, which no policy keeps out.
 */
export const CONTROL_PLANE_INGRESS: readonly AllowedIngress[] = [
    {
        name: "allow-identity",
        pods: component("identity"),
        ingress: [{ ports: [8080], from: MESHED }],
    },
    {
        name: "allow-destination",
        pods: component("destination"),
        ingress: [
            // Endpoints and profiles; policies.
            { ports: [8086, 8090], from: MESHED },
            // The webhooks for ServiceProfiles and for policies.
            { ports: [8443, 9443] },
        ],
    },
    {
        name: "allow-proxy-injector",
        pods: component("proxy-injector"),
        ingress: [{ ports: [8443] }],
    },
];

/**
 * What has to come in to the extension: traffic and probes of the other clusters. They come from
 * outside, or from a tunnel address where kube-proxy hands them on from another node. Nobody calls a
 * service mirror.
 */
export const MULTICLUSTER_INGRESS: readonly AllowedIngress[] = [
    {
        name: "allow-gateway",
        pods: { app: GATEWAY },
        ingress: [{ ports: [GATEWAY_PORT, PROBE_PORT] }],
    },
];

/** `spec` of the NetworkPolicy that lets this in. */
export function networkPolicySpec({ pods, ingress }: AllowedIngress) {
    return {
        podSelector: { matchLabels: { ...pods } },
        policyTypes: ["Ingress"],
        ingress: ingress.map(({ ports, from }) => ({
            ports: ports.map((port) => ({ port, protocol: "TCP" })),
            ...(from === undefined ? {} : { from: [...from] }),
        })),
    };
}
