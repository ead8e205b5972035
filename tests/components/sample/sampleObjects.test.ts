import assert from "node:assert/strict";
import { LINKERD_2_14 } from "../../../components/linkerd/generations";
import {
    helloworldSpec,
    sampleBackends,
    serviceSpec,
    sleepSpec,
    type HelloworldVersion,
    type SplitWeights,
} from "../../../components/sample/sampleObjects";

const POD = {
    image: "registry.example/image:1",
    trustAnchorsHash: "hash of the anchors",
    imagePullSecrets: [{ name: "registry" }],
};
const ANNOTATIONS = { "linkerd-multicluster/trust-anchors-sha256": "hash of the anchors" };
const CONTEXT = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
};

describe("helloworldSpec", () => {
    for (const version of ["v1", "v2"] as const satisfies readonly HelloworldVersion[]) {
        it(`answers on port 5000 as ${version}, and is asked before it counts as ready`, () => {
            const labels = { app: "helloworld", version };
            assert.deepEqual(helloworldSpec(version, POD, LINKERD_2_14), {
                replicas: 1,
                selector: { matchLabels: labels },
                template: {
                    metadata: {
                        labels,
                        annotations: {
                            ...ANNOTATIONS,
                            "config.alpha.linkerd.io/proxy-wait-before-exit-seconds": "3",
                        },
                    },
                    spec: {
                        containers: [
                            {
                                name: "helloworld",
                                image: "registry.example/image:1",
                                ports: [{ containerPort: 5000, name: "http" }],
                                readinessProbe: {
                                    httpGet: { path: "/health", port: 5000 },
                                    periodSeconds: 2,
                                    timeoutSeconds: 5,
                                },
                                lifecycle: { preStop: { exec: { command: ["sleep", "3"] } } },
                                resources: { requests: { cpu: "50m", memory: "64Mi" } },
                                securityContext: CONTEXT,
                            },
                        ],
                        imagePullSecrets: [{ name: "registry" }],
                    },
                },
            });
        });
    }
});

describe("sleepSpec", () => {
    it("sleeps as curl's own user until somebody runs curl in it", () => {
        assert.deepEqual(sleepSpec(POD), {
            replicas: 1,
            selector: { matchLabels: { app: "sleep" } },
            template: {
                metadata: { labels: { app: "sleep" }, annotations: ANNOTATIONS },
                spec: {
                    containers: [
                        {
                            name: "sleep",
                            image: "registry.example/image:1",
                            command: ["/bin/sleep", "infinity"],
                            resources: { requests: { cpu: "10m", memory: "16Mi" } },
                            securityContext: {
                                ...CONTEXT,
                                readOnlyRootFilesystem: true,
                                runAsNonRoot: true,
                                runAsUser: 100,
                            },
                        },
                    ],
                    serviceAccountName: "sleep",
                    terminationGracePeriodSeconds: 0,
                    imagePullSecrets: [{ name: "registry" }],
                },
            },
        });
    });
});

describe("serviceSpec", () => {
    it("selects an app in all its versions", () => {
        assert.deepEqual(serviceSpec("helloworld", 5000), {
            ports: [{ name: "http", port: 5000, protocol: "TCP" }],
            selector: { app: "helloworld" },
        });
    });
});

describe("sampleBackends", () => {
    const cases: readonly (readonly [exporter: string, weights: SplitWeights])[] = [
        ["cluster1", { local: 50, mirrored: 50 }],
        ["east", { local: 0, mirrored: 1 }],
        ["east-2", { local: 100, mirrored: 0 }],
    ];
    for (const [exporter, weights] of cases) {
        it(`shares ${String(weights.local)} to ${String(weights.mirrored)} with ${exporter}`, () => {
            assert.deepEqual(sampleBackends(exporter, weights), [
                { service: "helloworld", weight: weights.local },
                { service: `helloworld-${exporter}`, weight: weights.mirrored },
            ]);
        });
    }
});
