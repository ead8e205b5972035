import { V1ConfigMap, V1ObjectMeta } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { proxies } from "../../../../operations/layers/proxies/proxies";
import { examined } from "../../support/examined";
import { deployment, make, pod } from "../../support/kubernetesObjects";
import { change, LinkedMesh, named, remove } from "../../support/linkedMesh";

const NO_PROXY =
    "Without a proxy there is no mTLS, and nothing is split or sent to a gateway. webhookFailurePolicy Ignore lets a pod pass that starts while the injector does not answer.";
const AGAIN =
    "helm --kube-context cluster1 --namespace linkerd get manifest linkerd-control-plane | kubectl --context cluster1 apply --filename -";
const UNINJECTED = {
    severity: "error",
    where: "cluster2",
    why: NO_PROXY,
};

describe("proxies", () => {
    let mesh: LinkedMesh;
    const findings = () => examined(proxies, mesh.view()).findings;
    /** Takes the proxy out of a pod. */
    const uninject = (name: string) => {
        const { spec } = named(mesh.kubernetes("cluster2").pods, `${name}-5f7d-abcde`);
        if (spec === undefined) throw new Error(`${name} has no spec`);
        spec.containers = spec.containers.filter(({ name }) => name !== "linkerd-proxy");
    };

    beforeEach(() => {
        mesh = new LinkedMesh();
    });

    it("has nothing to say of a healthy mesh", () => {
        assert.deepEqual(examined(proxies, mesh.view()), {
            scope: "15 meshed pods, and the injectors",
            findings: [],
            notChecked: [],
        });
    });

    it("names a pod that its own annotation should have given a proxy", () => {
        uninject("linkerd-gateway");
        assert.deepEqual(findings(), [
            {
                ...UNINJECTED,
                code: "proxy-missing",
                what: "linkerd-multicluster/linkerd-gateway-5f7d-abcde has no container linkerd-proxy",
                remedy: "kubectl --context cluster2 --namespace linkerd-multicluster rollout restart deployment/linkerd-gateway",
            },
        ]);
    });

    it("names a pod that the annotation of its namespace should have given one", () => {
        uninject("sleep");
        assert.deepEqual(findings(), [
            {
                ...UNINJECTED,
                code: "proxy-missing",
                what: "sample/sleep-5f7d-abcde has no container linkerd-proxy",
                remedy: "kubectl --context cluster2 --namespace sample rollout restart deployment/sleep",
            },
        ]);
    });

    it("tells of the pods of one Deployment once", () => {
        const { pods } = mesh.kubernetes("cluster2");
        const second = pod("sample", "sleep", {}, { annotations: {} });
        second.metadata.name = "sleep-5f7d-fghij";
        pods.push(second);
        uninject("sleep");
        second.spec.containers.shift();
        assert.deepEqual(
            findings().map(({ what }) => what),
            ["sample/sleep-5f7d-abcde, sample/sleep-5f7d-fghij have no container linkerd-proxy"],
        );
    });

    it("expects no proxy in pods that refuse it, end, or are of a Job", () => {
        const { pods } = mesh.kubernetes("cluster2");
        for (const [name, fields] of Object.entries({
            refuses: { annotations: { "linkerd.io/inject": "disabled" } },
            ends: { deletionTimestamp: new Date(0) },
            job: { ownerReferences: [] },
        })) {
            const other = pod("sample", name, {}, { annotations: {} });
            other.spec.containers.shift();
            change(other.metadata, fields);
            pods.push(other);
        }
        assert.deepEqual(findings(), []);
    });

    it("expects no proxy in pods that have ended, well or not", () => {
        const { pods } = mesh.kubernetes("cluster2");
        for (const phase of ["Succeeded", "Failed"]) {
            const other = pod("sample", phase.toLowerCase(), {}, { annotations: {} });
            other.spec.containers.shift();
            change(other.status, { phase });
            pods.push(other);
        }
        assert.deepEqual(findings(), []);
    });

    it("tells of Deployments of one name in two namespaces, and of two of one namespace, apart", () => {
        const { pods } = mesh.kubernetes("cluster2");
        for (const [place, name] of [
            ["shop", "sleep"],
            ["sample", "awake"],
        ] as const) {
            const other = pod(place, name, {});
            other.spec.containers.shift();
            pods.push(other);
        }
        uninject("sleep");
        assert.deepEqual(
            findings().map(({ what }) => what),
            ["sample/sleep", "shop/sleep", "sample/awake"].map(
                (name) => `${name}-5f7d-abcde has no container linkerd-proxy`,
            ),
        );
    });

    it("tells apart what is wrong with the pods of one Deployment", () => {
        const { pods } = mesh.kubernetes("cluster2");
        const second = pod("sample", "sleep", {}, { annotations: {} });
        second.metadata.name = "sleep-5f7d-fghij";
        change(second.metadata.annotations, { "linkerd.io/trust-root-sha256": "old" });
        pods.push(second);
        uninject("sleep");
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "sample/sleep-5f7d-abcde has no container linkerd-proxy",
                "sample/sleep-5f7d-fghij has other trust anchors than ConfigMap linkerd-identity-trust-roots",
            ],
        );
    });

    it("compares no anchors where the cluster has none to read, which another layer tells", () => {
        mesh.kubernetes("cluster2").configMaps = [];
        assert.deepEqual(findings(), []);
    });

    it("compares with the control plane's ConfigMap and no other", () => {
        const { configMaps } = mesh.kubernetes("cluster2");
        const data = { "ca-bundle.crt": "another" };
        configMaps.unshift(
            ...[
                { name: "linkerd-identity-trust-roots", namespace: "shop" },
                { name: "linkerd-config", namespace: "linkerd" },
            ].map((place) => make(V1ConfigMap, { metadata: make(V1ObjectMeta, place), data })),
        );
        assert.deepEqual(findings(), []);
    });

    it("takes proxies that are init containers, and names one that is missing or not ready", () => {
        mesh = new LinkedMesh(2, "edge-26.7.1");
        assert.deepEqual(examined(proxies, mesh.view()), {
            scope: "15 meshed pods, and the injectors",
            findings: [],
            notChecked: [],
        });
        const { pods } = mesh.kubernetes("cluster2");
        change(named(pods, "sleep-5f7d-abcde").spec, { initContainers: [] });
        const { status } = named(pods, "linkerd-gateway-5f7d-abcde");
        change(status?.initContainerStatuses?.[0], { ready: false });
        assert.deepEqual(
            findings().map(({ code, what }) => [code, what]),
            [
                [
                    "proxy-not-ready",
                    "linkerd-multicluster/linkerd-gateway-5f7d-abcde has a proxy that is not ready",
                ],
                ["proxy-missing", "sample/sleep-5f7d-abcde has no container linkerd-proxy"],
            ],
        );
    });

    it("names a proxy that is not ready, with the reason of the kubelet", () => {
        const { status } = named(mesh.kubernetes("cluster1").pods, "linkerd-gateway-5f7d-abcde");
        change(status?.containerStatuses?.[0], {
            ready: false,
            state: { waiting: { reason: "CrashLoopBackOff" } },
        });
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "proxy-not-ready",
                what: "linkerd-multicluster/linkerd-gateway-5f7d-abcde has a proxy that is not ready (CrashLoopBackOff)",
                why: "Until it has its certificate from linkerd-identity, the pod takes and makes no connections.",
                remedy: "kubectl --context cluster1 --namespace linkerd-multicluster logs deployment/linkerd-gateway --container=linkerd-proxy",
            },
        ]);
    });

    it("names pods of before a rotation of the trust anchors", () => {
        const { metadata } = named(mesh.kubernetes("cluster1").pods, "helloworld-v1-5f7d-abcde");
        change(metadata?.annotations, { "linkerd.io/trust-root-sha256": "old" });
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "proxy-anchors-outdated",
                what: "sample/helloworld-v1-5f7d-abcde has other trust anchors than ConfigMap linkerd-identity-trust-roots",
                why: "A proxy gets its anchors when its pod is made; it does not trust certificates that other anchors signed.",
                remedy: "kubectl --context cluster1 --namespace sample rollout restart deployment/helloworld-v1",
            },
        ]);
    });

    it("names a component of the control plane that is scaled to nothing", () => {
        const found = named(mesh.kubernetes("cluster1").deployments, "linkerd-proxy-injector");
        change(found.spec, { replicas: 0 });
        change(found, { status: {} });
        mesh.config = { ...mesh.config, highAvailability: true };
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "control-plane-down",
                what: "Deployment linkerd/linkerd-proxy-injector is scaled to no replica: none of its pods runs",
                why: "New pods start without a proxy, or not at all with webhookFailurePolicy Fail.",
                remedy: "kubectl --context cluster1 --namespace linkerd scale deployment/linkerd-proxy-injector --replicas=3",
            },
        ]);
    });

    it("scales a component to one replica without high availability", () => {
        const found = named(mesh.kubernetes("cluster1").deployments, "linkerd-identity");
        change(found.spec, { replicas: 0 });
        change(found, { status: {} });
        assert.deepEqual(
            findings().map(({ remedy }) => remedy),
            [
                "kubectl --context cluster1 --namespace linkerd scale deployment/linkerd-identity --replicas=1",
            ],
        );
    });

    it("names a component without an available replica, and why its pods wait", () => {
        const { deployments, pods } = mesh.kubernetes("cluster1");
        change(named(deployments, "linkerd-identity"), { status: {} });
        const { status } = named(pods, "linkerd-identity-5f7d-abcde");
        change(status?.containerStatuses?.[1], {
            state: { waiting: { reason: "ImagePullBackOff" } },
        });
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "control-plane-down",
                what: "Deployment linkerd/linkerd-identity has no available replica (linkerd-identity: ImagePullBackOff)",
                why: "Proxies get no certificates: new pods stay unready, and those of today fail within a day.",
                remedy: "kubectl --context cluster1 --namespace linkerd describe pods",
            },
        ]);
    });

    it("tells why the init containers of a component wait, and nothing of other pods", () => {
        const { deployments, pods } = mesh.kubernetes("cluster1");
        change(named(deployments, "linkerd-identity"), { status: {} });
        const waits = (name: string, reason: string) => ({
            name,
            ready: false,
            image: name,
            imageID: name,
            restartCount: 0,
            state: { waiting: { reason } },
        });
        change(named(pods, "linkerd-identity-5f7d-abcde").status, {
            initContainerStatuses: [waits("linkerd-init", "CrashLoopBackOff")],
        });
        for (const [place, name] of [
            ["linkerd", "other"],
            ["shop", "linkerd-identity"],
        ] as const) {
            const other = pod(place, name, {}, { annotations: {} });
            change(other.status, { containerStatuses: [waits("other", "ImagePullBackOff")] });
            pods.push(other);
        }
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "Deployment linkerd/linkerd-identity has no available replica (linkerd-init: CrashLoopBackOff)",
            ],
        );
    });

    it("names what is gone of the chart, which a refresh does not bring back", () => {
        const { deployments, mutatingWebhooks } = mesh.kubernetes("cluster1");
        remove(deployments, "linkerd-destination");
        remove(mutatingWebhooks, "linkerd-proxy-injector-webhook-config");
        assert.deepEqual(
            findings().map(({ severity, code, what, remedy }) => ({
                severity,
                code,
                what,
                remedy,
            })),
            [
                {
                    severity: "error",
                    code: "control-plane-down",
                    what: "Deployment linkerd/linkerd-destination is missing",
                    remedy: AGAIN,
                },
                {
                    severity: "error",
                    code: "injector-webhook-missing",
                    what: "MutatingWebhookConfiguration linkerd-proxy-injector-webhook-config is missing",
                    remedy: AGAIN,
                },
            ],
        );
    });

    it("says which clusters it could not see, and nothing else of them", () => {
        mesh.kill("cluster2");
        assert.deepEqual(examined(proxies, mesh.view()), {
            scope: "7 meshed pods, and the injectors",
            findings: [],
            notChecked: ["cluster2: its API server does not answer"],
        });
    });

    it("quotes a context that a shell would take apart", () => {
        const [first, second] = mesh.config.clusters;
        if (first === undefined || second === undefined) throw new Error("no clusters");
        mesh.config = { ...mesh.config, clusters: [first, { ...second, context: "my site" }] };
        uninject("sleep");
        assert.deepEqual(
            findings().map(({ remedy }) => remedy),
            ["kubectl --context 'my site' --namespace sample rollout restart deployment/sleep"],
        );
    });

    it("leaves Deployments alone that Linkerd does not need", () => {
        mesh.kubernetes("cluster1").deployments.push(deployment("linkerd", "prometheus"));
        assert.deepEqual(findings(), []);
    });
});
