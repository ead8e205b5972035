import { DNS_SERVICE_ADDRESS } from "../settings/addresses";
import type { Manifest } from "./manifest";
import { READINESS_PERIOD } from "./metallb";

/**
 * No `forward`: nothing outside the sandbox can be reached from a pod, so other names fail at once.
 * The cluster's own names are not cached, as kubeadm has it: a proxy that asks for linkerd-identity
 * before that has endpoints would hear "no such host" for thirty seconds.
 */
const COREFILE = `.:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        ttl 30
    }
    cache 30 {
        disable success cluster.local
        disable denial cluster.local
    }
    loadbalance
}
`;

const LABELS = { "k8s-app": "kube-dns" };
const META = { name: "coredns", namespace: "kube-system", labels: LABELS };

/** Objects of the cluster DNS, with the names that kubeadm and kubespray give them. */
export function coreDnsObjects(image: string): Manifest[] {
    return [
        object("v1", "ServiceAccount", META),
        object("rbac.authorization.k8s.io/v1", "ClusterRole", clusterWide, {
            rules: [
                {
                    apiGroups: [""],
                    resources: ["endpoints", "services", "pods", "namespaces"],
                    verbs: ["list", "watch"],
                },
                {
                    apiGroups: ["discovery.k8s.io"],
                    resources: ["endpointslices"],
                    verbs: ["list", "watch"],
                },
            ],
        }),
        object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", clusterWide, {
            roleRef: {
                apiGroup: "rbac.authorization.k8s.io",
                kind: "ClusterRole",
                name: clusterWide.name,
            },
            subjects: [{ kind: "ServiceAccount", name: META.name, namespace: META.namespace }],
        }),
        object("v1", "ConfigMap", META, { data: { Corefile: COREFILE } }),
        object("v1", "Service", { ...META, name: "kube-dns" }, serviceSpec),
        object("apps/v1", "Deployment", META, deploymentSpec(image)),
    ];
}

const clusterWide = { name: "system:coredns" };

const serviceSpec = {
    spec: {
        selector: LABELS,
        clusterIP: DNS_SERVICE_ADDRESS,
        ports: [
            { name: "dns", port: 53, protocol: "UDP" },
            { name: "dns-tcp", port: 53, protocol: "TCP" },
        ],
    },
};

function deploymentSpec(image: string): object {
    return {
        spec: {
            replicas: 1,
            selector: { matchLabels: LABELS },
            template: {
                metadata: { labels: LABELS },
                spec: {
                    serviceAccountName: META.name,
                    priorityClassName: "system-cluster-critical",
                    // Its own resolv.conf must not name the Service it answers for.
                    dnsPolicy: "Default",
                    containers: [
                        {
                            name: "coredns",
                            image,
                            args: ["-conf", "/etc/coredns/Corefile"],
                            ports: [
                                { name: "dns", containerPort: 53, protocol: "UDP" },
                                { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
                            ],
                            readinessProbe: {
                                httpGet: { path: "/ready", port: 8181 },
                                periodSeconds: READINESS_PERIOD,
                            },
                            livenessProbe: { httpGet: { path: "/health", port: 8080 } },
                            volumeMounts: [
                                { name: "config", mountPath: "/etc/coredns", readOnly: true },
                            ],
                        },
                    ],
                    volumes: [{ name: "config", configMap: { name: META.name } }],
                },
            },
        },
    };
}

function object(
    apiVersion: string,
    kind: string,
    metadata: Manifest["metadata"],
    rest: object = {},
): Manifest {
    return { apiVersion, kind, metadata, ...rest };
}
