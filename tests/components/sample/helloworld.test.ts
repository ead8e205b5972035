import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Helloworld, type HelloworldArgs } from "../../../components/sample/helloworld";
import { LINKERD_2_14 } from "../../../components/linkerd/generations";
import {
    helloworldSpec,
    SAMPLE_INGRESS,
    sampleBackends,
    sleepSpec,
} from "../../../components/sample/sampleObjects";
import { routeSpec } from "../../../components/linkerd/splitSpecs";
import { networkPolicySpec } from "../../../components/linkerd/networkPolicyRules";
import { IMAGES, kubeconfigOf, SAMPLE } from "../../support/fixtures";
import { controlPlane, inCluster } from "../../support/parts";
import { once, record, type Recording } from "../../support/record";
import { secret } from "../../support/values";

function install(changes: () => Partial<HelloworldArgs>) {
    return record(() => {
        const west = inCluster("west");
        new Helloworld(
            "west-sample",
            {
                ...SAMPLE,
                generation: LINKERD_2_14,
                proxyImages: IMAGES,
                trustAnchorsHash: "hash of the anchors",
                networkPolicies: false,
                clusterDomain: "west.example",
                kubeconfig: pulumi.secret(kubeconfigOf("west")),
                after: [controlPlane("west", west).release],
                ...changes(),
            },
            west,
        );
    });
}

const exporting = once(() => install(() => ({})));
const splitting = once(() => install(() => ({ splitWith: "east" })));

/** Inputs of a resource without what names its kind. */
function object({ get }: Recording, name: string) {
    const { metadata, spec } = get(`west-sample-${name}`).inputs;
    return { metadata, spec };
}

function pod(image: string) {
    return { image, trustAnchorsHash: "hash of the anchors", imagePullSecrets: [] };
}

const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };

describe("Helloworld", () => {
    it("exports v1 and makes no client in the cluster that it is mirrored from", async () => {
        const recording = await exporting();
        assert.deepEqual(recording.below("west-sample"), [
            ["kubernetes:core/v1:Namespace", "west-sample-namespace"],
            ["kubernetes:core/v1:Service", "west-sample-helloworld-service"],
            ["kubernetes:apps/v1:Deployment", "west-sample-helloworld-v1"],
        ]);
        assert.deepEqual(object(recording, "helloworld-service").metadata, {
            name: "helloworld",
            namespace: "sample",
            annotations: SKIP_AWAIT,
            labels: { app: "helloworld", "mirror.linkerd.io/exported": "true" },
        });
        assert.deepEqual(object(recording, "helloworld-v1"), {
            metadata: {
                name: "helloworld-v1",
                namespace: "sample",
                labels: { app: "helloworld", version: "v1" },
            },
            spec: helloworldSpec("v1", pod(SAMPLE.images.v1), LINKERD_2_14),
        });
    });

    it("does not export v2: requests of a split would come back", async () => {
        assert.deepEqual(object(await splitting(), "helloworld-service").metadata, {
            name: "helloworld",
            namespace: "sample",
            annotations: SKIP_AWAIT,
            labels: { app: "helloworld" },
        });
    });

    it("has v2, a client and a split in every other cluster", async () => {
        const recording = await splitting();
        assert.deepEqual(recording.below("west-sample"), [
            ["kubernetes:core/v1:Namespace", "west-sample-namespace"],
            ["kubernetes:core/v1:Service", "west-sample-helloworld-service"],
            ["kubernetes:apps/v1:Deployment", "west-sample-helloworld-v2"],
            ["kubernetes:core/v1:ServiceAccount", "west-sample-sleep-account"],
            ["kubernetes:core/v1:Service", "west-sample-sleep-service"],
            ["kubernetes:apps/v1:Deployment", "west-sample-sleep"],
            ["kubernetes:split.smi-spec.io/v1alpha1:TrafficSplit", "west-sample-split"],
        ]);
        const sleep = { name: "sleep", namespace: "sample", labels: { app: "sleep" } };
        assert.deepEqual(object(recording, "helloworld-v2"), {
            metadata: {
                name: "helloworld-v2",
                namespace: "sample",
                labels: { app: "helloworld", version: "v2" },
            },
            spec: helloworldSpec("v2", pod(SAMPLE.images.v2), LINKERD_2_14),
        });
        assert.deepEqual(object(recording, "sleep-account").metadata, sleep);
        assert.deepEqual(object(recording, "sleep-service"), {
            metadata: { ...sleep, annotations: SKIP_AWAIT },
            spec: {
                ports: [{ name: "http", port: 80, protocol: "TCP" }],
                selector: { app: "sleep" },
            },
        });
        assert.deepEqual(object(recording, "sleep"), {
            metadata: sleep,
            spec: sleepSpec(pod(SAMPLE.images.sleep)),
        });
        assert.deepEqual(object(recording, "split"), {
            metadata: { name: "helloworld", namespace: "sample" },
            spec: {
                service: "helloworld",
                backends: [
                    { service: "helloworld", weight: 80 },
                    { service: "helloworld-east", weight: 20 },
                ],
            },
        });
    });

    it("has an HTTPRoute of Linkerd's own kind instead, and ends the split that was here before", async () => {
        const recording = await install(() => ({ splitWith: "east", split: "HTTPRoute" }));
        assert.deepEqual(recording.below("west-sample").slice(-2), [
            ["kubernetes:policy.linkerd.io/v1beta3:HTTPRoute", "west-sample-route"],
            [
                "pulumi-nodejs:dynamic/linkerd-multicluster:sample:FormerSplit",
                "west-sample-former-split",
            ],
        ]);
        assert.deepEqual(object(recording, "route"), {
            metadata: { name: "helloworld", namespace: "sample" },
            spec: routeSpec("helloworld", 5000, sampleBackends("east", SAMPLE.weights)),
        });
        const { __provider, ...inputs } = recording.get("west-sample-former-split").inputs;
        assert.deepEqual(inputs, {
            kubeconfig: secret(kubeconfigOf("west")),
            namespace: "sample",
            split: "helloworld",
            profile: "helloworld.sample.svc.west.example",
        });
        assert.equal(typeof __provider, "string");
        // The route is there when the weights go: requests go to one of both all the while.
        assert.deepEqual(recording.get("west-sample-former-split").dependsOn, [
            "west-sample-route",
        ]);
    });

    it("has its pods injected, which the strictest pod security would forbid", async () => {
        assert.deepEqual(object(await exporting(), "namespace").metadata, {
            name: "sample",
            annotations: { "linkerd.io/inject": "enabled" },
            labels: { "pod-security.kubernetes.io/enforce": "privileged" },
        });
    });

    it("waits with all but the namespace for what it is told", async () => {
        const { get } = await splitting();
        assert.deepEqual(get("west-sample-namespace").dependencies, []);
        const before = ["west-linkerd-release", "west-sample-namespace"];
        for (const part of ["helloworld-service", "helloworld-v2", "sleep-service", "split"]) {
            assert.deepEqual(get(`west-sample-${part}`).dependencies, before, part);
        }
        assert.deepEqual(get("west-sample-sleep").dependencies, [
            ...before,
            "west-sample-sleep-account",
        ]);
    });

    it("gives the pods the pull Secrets that their proxies need, and makes the program's own", async () => {
        const recording = await install(() => ({
            splitWith: "east",
            proxyImages: {
                ...IMAGES,
                pullSecrets: ["mine", "linkerd-image-pull"],
                pullCredentials: pulumi.secret("credentials"),
            },
        }));
        assert.deepEqual(recording.get("west-sample-image-pull").inputs["metadata"], {
            name: "linkerd-image-pull",
            namespace: "sample",
        });
        const imagePullSecrets = [{ name: "mine" }, { name: "linkerd-image-pull" }];
        assert.deepEqual(
            object(recording, "sleep").spec,
            sleepSpec({ ...pod(SAMPLE.images.sleep), imagePullSecrets }),
        );
        assert.deepEqual(
            object(recording, "helloworld-v2").spec,
            helloworldSpec("v2", { ...pod(SAMPLE.images.v2), imagePullSecrets }, LINKERD_2_14),
        );
        for (const part of ["helloworld-v2", "sleep"]) {
            assert.ok(
                recording
                    .get(`west-sample-${part}`)
                    .dependencies.includes("west-sample-image-pull"),
                part,
            );
        }
    });

    it("opens a closed namespace for the gateway before the pods are there", async () => {
        const recording = await install(() => ({ networkPolicies: true }));
        const [rule] = SAMPLE_INGRESS;
        assert.ok(rule !== undefined && SAMPLE_INGRESS.length === 1);
        assert.deepEqual(object(recording, "allow-helloworld"), {
            metadata: { name: "allow-helloworld", namespace: "sample" },
            spec: networkPolicySpec(rule),
        });
        assert.deepEqual(recording.get("west-sample-helloworld-v1").dependsOn, [
            "west-linkerd-release",
            "west-sample-allow-helloworld",
        ]);
    });
});
