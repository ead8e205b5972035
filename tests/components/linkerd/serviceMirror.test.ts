import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
    credentialRules,
    LOCAL_RULES,
    serviceMirrorSpec,
} from "../../../components/linkerd/mirrorObjects";
import { ServiceMirror, type ServiceMirrorArgs } from "../../../components/linkerd/serviceMirror";
import { IMAGES, kubeconfigOf } from "../../support/fixtures";
import { inCluster, multicluster } from "../../support/parts";
import { once, record } from "../../support/record";
import { secret } from "../../support/values";

function run(changes: Partial<ServiceMirrorArgs> = {}) {
    return record(() => {
        const east = inCluster("east");
        const extension = multicluster("east", east);
        new ServiceMirror(
            "mirror",
            {
                target: "west",
                multicluster: extension,
                kubeconfig: pulumi.secret(kubeconfigOf("east")),
                after: [extension.namespace],
                images: IMAGES,
                linkerdVersion: "stable-2.14.10",
                credentialsHash: "hash of the credentials",
                trustAnchorsHash: "hash of the anchors",
                highAvailability: false,
                ...changes,
            },
            east,
        );
    });
}

const running = once(() => run());

const LABELS = {
    "linkerd.io/extension": "multicluster",
    component: "service-mirror",
    "mirror.linkerd.io/cluster-name": "west",
};
const METADATA = {
    name: "linkerd-service-mirror-west",
    namespace: "linkerd-multicluster",
    labels: LABELS,
};
const SUBJECTS = [
    {
        kind: "ServiceAccount",
        name: "linkerd-service-mirror-west",
        namespace: "linkerd-multicluster",
    },
];
const RBAC = "rbac.authorization.k8s.io";

const OBJECTS = [
    ["kubernetes:core/v1:ServiceAccount", "mirror-account"],
    ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "mirror-local-role"],
    ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", "mirror-local-binding"],
    ["kubernetes:rbac.authorization.k8s.io/v1:Role", "mirror-credentials-role"],
    ["kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "mirror-credentials-binding"],
    ["kubernetes:core/v1:Service", "mirror-probe"],
    ["pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup", "mirror-cleanup"],
    ["kubernetes:apps/v1:Deployment", "mirror-deployment"],
];

describe("ServiceMirror", () => {
    it("is seven objects of the CLI and a clean-up", async () => {
        assert.deepEqual((await running()).below("mirror"), OBJECTS);
    });

    it("makes the objects that `linkerd multicluster link` prints", async () => {
        const { get } = await running();
        assert.deepEqual(get("mirror-account").inputs, {
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: METADATA,
            imagePullSecrets: [],
        });
        const local = {
            name: "linkerd-service-mirror-access-local-resources-west",
            labels: LABELS,
        };
        assert.deepEqual(get("mirror-local-role").inputs, {
            apiVersion: `${RBAC}/v1`,
            kind: "ClusterRole",
            metadata: local,
            rules: LOCAL_RULES,
        });
        assert.deepEqual(get("mirror-local-binding").inputs, {
            apiVersion: `${RBAC}/v1`,
            kind: "ClusterRoleBinding",
            metadata: local,
            roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: local.name },
            subjects: SUBJECTS,
        });
        const name = "linkerd-service-mirror-read-remote-creds-west";
        assert.deepEqual(get("mirror-credentials-role").inputs, {
            apiVersion: `${RBAC}/v1`,
            kind: "Role",
            metadata: { ...METADATA, name },
            rules: credentialRules("west"),
        });
        assert.deepEqual(get("mirror-credentials-binding").inputs, {
            apiVersion: `${RBAC}/v1`,
            kind: "RoleBinding",
            metadata: { ...METADATA, name },
            roleRef: { apiGroup: RBAC, kind: "Role", name },
            subjects: SUBJECTS,
        });
        assert.deepEqual(get("mirror-probe").inputs, {
            apiVersion: "v1",
            kind: "Service",
            metadata: {
                name: "probe-gateway-west",
                namespace: "linkerd-multicluster",
                labels: {
                    "linkerd.io/extension": "multicluster",
                    "mirror.linkerd.io/mirrored-gateway": "true",
                    "mirror.linkerd.io/cluster-name": "west",
                },
            },
            spec: { ports: [{ name: "mc-probe", port: 4191, protocol: "TCP" }] },
        });
        assert.deepEqual(get("mirror-deployment").inputs, {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: METADATA,
            spec: serviceMirrorSpec({
                target: "west",
                image: "cr.l5d.io/linkerd/controller:stable-2.14.10",
                credentialsHash: "hash of the credentials",
                trustAnchorsHash: "hash of the anchors",
                highAvailability: false,
            }),
        });
    });

    it("gives the clean-up the kubeconfig of the source as a secret", async () => {
        const { inputs, options } = (await running()).get("mirror-cleanup");
        const { __provider, ...state } = inputs;
        assert.equal(typeof __provider, "string");
        assert.deepEqual(state, {
            kubeconfig: secret("kubeconfig with the credentials of east"),
            target: "west",
            namespace: "linkerd-multicluster",
            lease: "service-mirror-write-west",
        });
        assert.deepEqual(options, { additionalSecretOutputs: ["kubeconfig"] });
    });

    it("starts the controller last, so that destroy stops it before it cleans up", async () => {
        const { get } = await running();
        assert.deepEqual(get("mirror-deployment").dependsOn, [
            "east-multicluster-release",
            "east-multicluster-namespace",
            "mirror-local-binding",
            "mirror-credentials-binding",
            "mirror-probe",
            "mirror-cleanup",
        ]);
    });

    it("binds roles once role and account are there", async () => {
        const { get } = await running();
        assert.deepEqual(get("mirror-local-binding").dependsOn, [
            "mirror-local-role",
            "mirror-account",
        ]);
        assert.deepEqual(get("mirror-credentials-binding").dependsOn, [
            "mirror-credentials-role",
            "mirror-account",
        ]);
    });

    it("takes image and pull secrets from a registry of one's own", async () => {
        const { get } = await run({
            images: { ...IMAGES, registry: "registry.example/l5d", pullSecrets: ["first"] },
        });
        assert.deepEqual(get("mirror-account").inputs["imagePullSecrets"], [{ name: "first" }]);
        assert.match(
            JSON.stringify(get("mirror-deployment").inputs),
            /"image":"registry\.example\/l5d\/controller:stable-2\.14\.10"/,
        );
    });

    it("adds a disruption budget and three replicas with high availability", async () => {
        const { below, get } = await run({ highAvailability: true });
        assert.deepEqual(below("mirror"), [
            ...OBJECTS,
            ["kubernetes:policy/v1:PodDisruptionBudget", "mirror-disruption-budget"],
        ]);
        assert.deepEqual(get("mirror-disruption-budget").inputs, {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { ...METADATA, labels: { component: "linkerd-service-mirror" } },
            spec: {
                maxUnavailable: 1,
                selector: {
                    matchLabels: {
                        component: "linkerd-service-mirror",
                        "mirror.linkerd.io/cluster-name": "west",
                    },
                },
            },
        });
        assert.deepEqual(
            get("mirror-deployment").inputs["spec"],
            serviceMirrorSpec({
                target: "west",
                image: "cr.l5d.io/linkerd/controller:stable-2.14.10",
                credentialsHash: "hash of the credentials",
                trustAnchorsHash: "hash of the anchors",
                highAvailability: true,
            }),
        );
    });
});
