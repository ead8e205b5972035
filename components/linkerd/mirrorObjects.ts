import {
    CREDENTIALS_ANNOTATION,
    credentialsName,
    EXTENSION_LABEL,
    MULTICLUSTER_NAMESPACE,
    PROBE_PORT,
    PROXY_WAIT_ANNOTATION,
    serviceMirrorName,
    TRUST_ANCHORS_ANNOTATION,
} from "./names";

/** Labels of the service mirror's objects; its pods and selectors say another component. */
export function mirrorLabels(target: string) {
    return {
        ...EXTENSION_LABEL,
        component: "service-mirror",
        "mirror.linkerd.io/cluster-name": target,
    };
}

/** What the service mirror may do in its own cluster: write mirrors, see namespaces. */
export const LOCAL_RULES = [
    {
        apiGroups: [""],
        resources: ["endpoints", "services"],
        verbs: ["list", "get", "watch", "create", "delete", "update"],
    },
    { apiGroups: [""], resources: ["namespaces"], verbs: ["list", "get", "watch"] },
];

/** What the service mirror may read in its own namespace, and the lease of its election. */
export function credentialRules(target: string) {
    return [
        {
            apiGroups: [""],
            resources: ["secrets"],
            resourceNames: [credentialsName(target)],
            verbs: ["list", "get", "watch"],
        },
        {
            apiGroups: ["multicluster.linkerd.io"],
            resources: ["links"],
            verbs: ["list", "get", "watch"],
        },
        {
            apiGroups: ["coordination.k8s.io"],
            resources: ["leases"],
            verbs: ["create", "get", "update", "patch"],
        },
    ];
}

/** The Service through which the mirror probes: no selector, the mirror writes its Endpoints. */
export function probeService(target: string) {
    return {
        labels: {
            ...EXTENSION_LABEL,
            "mirror.linkerd.io/mirrored-gateway": "true",
            "mirror.linkerd.io/cluster-name": target,
        },
        spec: { ports: [{ name: "mc-probe", port: PROBE_PORT, protocol: "TCP" }] },
    };
}

/** Selector and labels of the mirror's pods. */
export function podSelector(target: string) {
    return { component: "linkerd-service-mirror", "mirror.linkerd.io/cluster-name": target };
}

/** What the Deployment of a service mirror is made from; `T` is an Input or a plain value. */
export interface ServiceMirrorSettings<T> {
    readonly target: string;
    /** Full reference of linkerd's controller image. */
    readonly image: string;
    /** Hash of the credentials: the mirror reads them only when it starts or its Link changes. */
    readonly credentialsHash: T;
    /** Hash of the trust anchors, which the injected proxy gets at pod creation. */
    readonly trustAnchorsHash: T;
    readonly highAvailability: boolean;
}

/** `spec` of the Deployment `linkerd-service-mirror-<target>`. */
export function serviceMirrorSpec<T>(settings: ServiceMirrorSettings<T>) {
    const { target } = settings;
    const selector = podSelector(target);
    return {
        replicas: settings.highAvailability ? 3 : 1,
        selector: { matchLabels: selector },
        ...(settings.highAvailability
            ? { strategy: { rollingUpdate: { maxUnavailable: 1 } } }
            : {}),
        template: {
            metadata: {
                annotations: {
                    "linkerd.io/inject": "enabled",
                    "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
                    [PROXY_WAIT_ANNOTATION]: "0",
                    [CREDENTIALS_ANNOTATION]: settings.credentialsHash,
                    [TRUST_ANCHORS_ANNOTATION]: settings.trustAnchorsHash,
                },
                labels: { ...EXTENSION_LABEL, ...selector },
            },
            spec: {
                ...(settings.highAvailability ? { affinity: antiAffinity(target) } : {}),
                containers: [
                    {
                        name: "service-mirror",
                        image: settings.image,
                        args: [
                            "service-mirror",
                            "-log-level=info",
                            "-log-format=plain",
                            "-event-requeue-limit=3",
                            `-namespace=${MULTICLUSTER_NAMESPACE}`,
                            "-enable-pprof=false",
                            target,
                        ],
                        ports: [{ containerPort: 9999, name: "admin-http" }],
                        securityContext: {
                            allowPrivilegeEscalation: false,
                            capabilities: { drop: ["ALL"] },
                            readOnlyRootFilesystem: true,
                            runAsNonRoot: true,
                            runAsUser: 2103,
                            seccompProfile: { type: "RuntimeDefault" },
                        },
                    },
                ],
                securityContext: { seccompProfile: { type: "RuntimeDefault" } },
                serviceAccountName: serviceMirrorName(target),
            },
        },
    };
}

/** The CLI's `--ha` writes this without `affinity:` around it, where the API server drops it. */
function antiAffinity(target: string) {
    const labelSelector = {
        matchExpressions: [
            { key: "mirror.linkerd.io/cluster-name", operator: "In", values: [target] },
        ],
    };
    return {
        podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
                {
                    weight: 100,
                    podAffinityTerm: { labelSelector, topologyKey: "topology.kubernetes.io/zone" },
                },
            ],
            requiredDuringSchedulingIgnoredDuringExecution: [
                { labelSelector, topologyKey: "kubernetes.io/hostname" },
            ],
        },
    };
}
