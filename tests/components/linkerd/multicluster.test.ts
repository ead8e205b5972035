import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { MulticlusterArgs } from "../../../components/linkerd/multicluster";
import { chartsOf, kubeconfigOf } from "../../support/fixtures";
import { withOutputs } from "../../support/outputs";
import { inCluster, multicluster } from "../../support/parts";
import { once, record, type RecordOptions } from "../../support/record";
import { isMap, secret, UNKNOWN } from "../../support/values";

function install(changes: Partial<MulticlusterArgs> = {}, options: RecordOptions = {}) {
    return record(() => {
        const { gatewayAddress } = multicluster("east", inCluster("east"), changes);
        return { gatewayAddress };
    }, options);
}

const installed = once(() => install());

const VALUES = {
    gateway: {
        replicas: 1,
        pauseImage: "registry.k8s.io/pause:3.2",
        loadBalancerIP: "192.0.2.7",
        deploymentAnnotations: {
            "linkerd-multicluster/trust-anchors-sha256": "hash of the anchors",
            "config.alpha.linkerd.io/proxy-wait-before-exit-seconds": "5",
        },
    },
    enablePodAntiAffinity: false,
    remoteMirrorServiceAccount: false,
    linkerdNamespace: "linkerd",
    identityTrustDomain: "cluster.local",
    imagePullSecrets: [],
    namespaceMetadata: { image: { registry: "cr.l5d.io/linkerd" } },
};

/** A Service as an API server shows it before, and after, a load balancer took it. */
function gatewayService(ingress: readonly object[] | undefined) {
    return withOutputs({ "east-multicluster-gateway": { status: { loadBalancer: { ingress } } } });
}

describe("Multicluster", () => {
    it("is a namespace and a release when the gateway's address is pinned", async () => {
        const { below } = await installed();
        assert.deepEqual(below("east-multicluster"), [
            ["kubernetes:core/v1:Namespace", "east-multicluster-namespace"],
            ["kubernetes:helm.sh/v3:Release", "east-multicluster-release"],
        ]);
    });

    it("labels the namespace, which `linkerd multicluster check` looks for", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-multicluster-namespace").inputs, {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name: "linkerd-multicluster",
                labels: {
                    "linkerd.io/extension": "multicluster",
                    "pod-security.kubernetes.io/enforce": "privileged",
                },
            },
        });
    });

    it("installs the chart without its own remote-access account", async () => {
        const { get } = await installed();
        assert.deepEqual(get("east-multicluster-release").inputs, {
            name: "linkerd-multicluster",
            chart: "linkerd-multicluster",
            version: "30.11.11",
            namespace: "linkerd-multicluster",
            repositoryOpts: { repo: "https://charts.example/stable" },
            timeout: 600,
            allowNullValues: true,
            atomic: false,
            maxHistory: 5,
            compat: "true",
            values: VALUES,
        });
    });

    it("waits for the injector, without which the gateway has no proxy", async () => {
        const { get } = await installed();
        const { dependsOn, dependencies } = get("east-multicluster-release");
        assert.deepEqual(dependsOn, ["east-linkerd-release"]);
        assert.deepEqual(dependencies, ["east-linkerd-release", "east-multicluster-namespace"]);
    });

    it("gives everything the provider of the cluster", async () => {
        const { get } = await install({ gateway: { replicas: 1 } });
        for (const part of ["namespace", "release", "gateway"]) {
            assert.equal(get(`east-multicluster-${part}`).provider, "east-kubernetes", part);
        }
    });

    for (const mode of ["up", "preview"] as const) {
        it(`knows a pinned address in ${mode}`, async () => {
            const { outputs, get } = await install({}, { mode });
            assert.deepEqual(outputs, { gatewayAddress: "192.0.2.7" });
            assert.deepEqual(get("east-multicluster").outputs, { gatewayAddress: "192.0.2.7" });
        });
    }

    it("reads the address from the Service when it is not pinned", async () => {
        const { outputs, get, list } = await install({ gateway: { replicas: 1 } });
        assert.deepEqual(list.at(-1), ["kubernetes:core/v1:Service", "east-multicluster-gateway"]);
        assert.equal(get("east-multicluster-gateway").id, "linkerd-multicluster/linkerd-gateway");
        assert.deepEqual(outputs, { gatewayAddress: "gateway.east-kubernetes.example" });
        const { values } = get("east-multicluster-release").inputs;
        assert.ok(isMap(values) && isMap(values["gateway"]));
        assert.ok(!("loadBalancerIP" in values["gateway"]));
    });

    it("joins several addresses by commas", async () => {
        const ingress = [{ ip: "192.0.2.8" }, { hostname: "lb.example" }];
        const { outputs } = await install(
            { gateway: { replicas: 1 } },
            { outputs: gatewayService(ingress) },
        );
        assert.deepEqual(outputs, { gatewayAddress: "192.0.2.8,lb.example" });
    });

    it("reads nothing in a first preview: the id is not known, hence no address either", async () => {
        const { outputs, get } = await install({ gateway: { replicas: 1 } }, { mode: "preview" });
        assert.equal(get("east-multicluster-gateway").id, UNKNOWN);
        assert.deepEqual(outputs, { gatewayAddress: UNKNOWN });
    });

    it("reads the address in the preview of a stack that is up", async () => {
        const { outputs } = await install({ gateway: { replicas: 1 } }, { mode: "repreview" });
        assert.deepEqual(outputs, { gatewayAddress: "gateway.east-kubernetes.example" });
    });

    it("fails with place and remedy when the Service has no address", async () => {
        await assert.rejects(
            install({ gateway: { replicas: 1 } }, { outputs: gatewayService(undefined) }),
            {
                message:
                    /east-multicluster: Service linkerd-multicluster\/linkerd-gateway has no load balancer address\. Check MetalLB's IPAddressPool, or pin an address with clusters\[\]\.gateway\.ip\.$/,
            },
        );
    });

    it("runs as many gateways as it is told, and with high availability on different nodes", async () => {
        const gateway = { ip: "192.0.2.7", replicas: 2 };
        const { get } = await install({ highAvailability: true, gateway });
        assert.deepEqual(get("east-multicluster-release").inputs["values"], {
            ...VALUES,
            gateway: { ...VALUES.gateway, replicas: 2 },
            enablePodAntiAffinity: true,
        });
    });

    it("takes trust domain, registry, pause image and pull secrets", async () => {
        const { get } = await install({
            trustDomain: "east.example",
            images: {
                registry: "registry.example/l5d",
                pause: "registry.example/pause:3.9",
                pullSecrets: ["first", "second"],
            },
        });
        assert.deepEqual(get("east-multicluster-release").inputs["values"], {
            ...VALUES,
            gateway: { ...VALUES.gateway, pauseImage: "registry.example/pause:3.9" },
            identityTrustDomain: "east.example",
            imagePullSecrets: [{ name: "first" }, { name: "second" }],
            namespaceMetadata: { image: { registry: "registry.example/l5d" } },
        });
    });

    it("merges extra values last", async () => {
        const { get } = await install({
            values: { gateway: { serviceType: "NodePort" }, imagePullSecrets: [{ name: "x" }] },
        });
        assert.deepEqual(get("east-multicluster-release").inputs["values"], {
            ...VALUES,
            gateway: { ...VALUES.gateway, serviceType: "NodePort" },
            imagePullSecrets: [{ name: "x" }],
        });
    });
});

describe("Multicluster of Linkerd 2.19", () => {
    const OLD_PARENT =
        "urn:pulumi:test::linkerd-multicluster::linkerd-multicluster:linkerd:Link$linkerd-multicluster:linkerd:ServiceMirror";
    const west = {
        name: "west",
        cleanup: "east-to-west-service-mirror-cleanup",
        formerParent: pulumi.output(`${OLD_PARENT}::east-to-west-service-mirror`),
    };
    const HASH = { "linkerd-multicluster/trust-anchors-sha256": "hash of the anchors" };
    const { namespaceMetadata: _, ...COMMON } = VALUES;

    function mirroring(changes: Partial<MulticlusterArgs> = {}) {
        return install({ charts: chartsOf("edge-25.10.7"), mirrored: [west], ...changes });
    }

    it("has the chart make a controller per link, which probes on the port that the Link names", async () => {
        const { get } = await mirroring();
        assert.deepEqual(get("east-multicluster-release").inputs["values"], {
            ...COMMON,
            gateway: { ...COMMON.gateway, deploymentAnnotations: HASH },
            createNamespaceMetadataJob: false,
            podAnnotations: HASH,
            localServiceMirror: { image: { name: "cr.l5d.io/linkerd/controller" }, replicas: 1 },
            controllerDefaults: {
                image: { name: "cr.l5d.io/linkerd/controller" },
                replicas: 1,
                enablePodAntiAffinity: false,
            },
            controllers: [
                {
                    link: { ref: { name: "west" } },
                    gateway: { enabled: true, probe: { port: 4191 } },
                },
            ],
        });
    });

    it("runs three of every controller with high availability, on different nodes", async () => {
        const { get } = await mirroring({ highAvailability: true });
        const { values } = get("east-multicluster-release").inputs;
        assert.ok(isMap(values));
        const image = { name: "cr.l5d.io/linkerd/controller" };
        assert.deepEqual(
            [values["localServiceMirror"], values["controllerDefaults"]],
            [
                { image, replicas: 3 },
                { image, replicas: 3, enablePodAntiAffinity: true },
            ],
        );
    });

    it("makes the clean-up before the controllers, hence removes mirrors after them", async () => {
        const { get } = await mirroring();
        const { type, inputs, dependencies } = get(west.cleanup);
        assert.equal(type, "pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup");
        assert.deepEqual(
            [inputs["target"], inputs["kubeconfig"]],
            ["west", secret(kubeconfigOf("east"))],
        );
        assert.deepEqual(dependencies, ["east-multicluster-namespace"]);
        assert.deepEqual(get("east-multicluster-release").dependsOn, [
            "east-linkerd-release",
            west.cleanup,
        ]);
    });

    it("takes over the clean-up of 2.14, whose delete would remove every mirror", async () => {
        const { get } = await mirroring();
        assert.deepEqual(get(west.cleanup).aliases, [
            `${OLD_PARENT}$pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup::${west.cleanup}`,
        ]);
    });

    it("has no clean-up under 2.14, where the service mirror has one", async () => {
        const { list } = await install({ mirrored: [west] });
        assert.deepEqual(
            list.filter(([, name]) => name === west.cleanup),
            [],
        );
    });
});
