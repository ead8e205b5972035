import assert from "node:assert/strict";
import {
    credentialRules,
    LOCAL_RULES,
    mirrorLabels,
    podSelector,
    probeService,
    serviceMirrorSpec,
    type ServiceMirrorSettings,
} from "../../../components/linkerd/mirrorObjects";

// Expected values are those of `linkerd multicluster link` 2.14.10. The comparison with that
// command itself is made by the real engine's tests.

describe("mirrorLabels", () => {
    it("say service-mirror, other than the pods", () => {
        assert.deepEqual(mirrorLabels("west"), {
            "linkerd.io/extension": "multicluster",
            component: "service-mirror",
            "mirror.linkerd.io/cluster-name": "west",
        });
    });
});

describe("podSelector", () => {
    it("says linkerd-service-mirror, which `linkerd multicluster check` looks for", () => {
        assert.deepEqual(podSelector("west"), {
            component: "linkerd-service-mirror",
            "mirror.linkerd.io/cluster-name": "west",
        });
    });
});

describe("the rights of a service mirror", () => {
    it("let it write Services and Endpoints in its own cluster, and nothing else", () => {
        assert.deepEqual(LOCAL_RULES, [
            {
                apiGroups: [""],
                resources: ["endpoints", "services"],
                verbs: ["list", "get", "watch", "create", "delete", "update"],
            },
            { apiGroups: [""], resources: ["namespaces"], verbs: ["list", "get", "watch"] },
        ]);
    });

    it("let it read one Secret only: that of its own target", () => {
        assert.deepEqual(credentialRules("west"), [
            {
                apiGroups: [""],
                resources: ["secrets"],
                resourceNames: ["cluster-credentials-west"],
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
        ]);
    });
});

describe("probeService", () => {
    it("has no selector: the mirror writes its Endpoints", () => {
        assert.deepEqual(probeService("west"), {
            labels: {
                "linkerd.io/extension": "multicluster",
                "mirror.linkerd.io/mirrored-gateway": "true",
                "mirror.linkerd.io/cluster-name": "west",
            },
            spec: { ports: [{ name: "mc-probe", port: 4191, protocol: "TCP" }] },
        });
    });
});

const SETTINGS: ServiceMirrorSettings<string> = {
    target: "west",
    image: "registry.example/controller:stable-2.14.10",
    credentialsHash: "hash of the credentials",
    trustAnchorsHash: "hash of the anchors",
    highAvailability: false,
};

const SELECTOR = { component: "linkerd-service-mirror", "mirror.linkerd.io/cluster-name": "west" };

const TEMPLATE = {
    metadata: {
        annotations: {
            "linkerd.io/inject": "enabled",
            "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
            "config.alpha.linkerd.io/proxy-wait-before-exit-seconds": "0",
            "linkerd-multicluster/credentials-sha256": "hash of the credentials",
            "linkerd-multicluster/trust-anchors-sha256": "hash of the anchors",
        },
        labels: { "linkerd.io/extension": "multicluster", ...SELECTOR },
    },
    spec: {
        containers: [
            {
                name: "service-mirror",
                image: "registry.example/controller:stable-2.14.10",
                args: [
                    "service-mirror",
                    "-log-level=info",
                    "-log-format=plain",
                    "-event-requeue-limit=3",
                    "-namespace=linkerd-multicluster",
                    "-enable-pprof=false",
                    "west",
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
        serviceAccountName: "linkerd-service-mirror-west",
    },
};

describe("serviceMirrorSpec", () => {
    it("is the CLI's Deployment, with two annotations of ours that restart it", () => {
        assert.deepEqual(serviceMirrorSpec(SETTINGS), {
            replicas: 1,
            selector: { matchLabels: SELECTOR },
            template: TEMPLATE,
        });
    });

    it("spreads three replicas over nodes with high availability", () => {
        const labelSelector = {
            matchExpressions: [
                { key: "mirror.linkerd.io/cluster-name", operator: "In", values: ["west"] },
            ],
        };
        assert.deepEqual(serviceMirrorSpec({ ...SETTINGS, highAvailability: true }), {
            replicas: 3,
            selector: { matchLabels: SELECTOR },
            strategy: { rollingUpdate: { maxUnavailable: 1 } },
            template: {
                ...TEMPLATE,
                spec: {
                    ...TEMPLATE.spec,
                    affinity: {
                        podAntiAffinity: {
                            preferredDuringSchedulingIgnoredDuringExecution: [
                                {
                                    weight: 100,
                                    podAffinityTerm: {
                                        labelSelector,
                                        topologyKey: "topology.kubernetes.io/zone",
                                    },
                                },
                            ],
                            requiredDuringSchedulingIgnoredDuringExecution: [
                                { labelSelector, topologyKey: "kubernetes.io/hostname" },
                            ],
                        },
                    },
                },
            },
        });
    });
});
