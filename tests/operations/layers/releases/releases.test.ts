import assert from "node:assert/strict";
import {
    V1MutatingWebhookConfiguration,
    V1Namespace,
    V1ObjectMeta,
    V1ValidatingWebhookConfiguration,
} from "@kubernetes/client-node";
import { releases } from "../../../../operations/layers/releases/releases";
import { examined } from "../../support/examined";
import { make, namespace as namespaceOf, ownedBy } from "../../support/kubernetesObjects";
import type { ChangeableKubernetes, LinkedMesh } from "../../support/linkedMesh";
import { pair } from "../../../support/certificates";
import { ANCHOR, revision } from "../../support/platform";
import { healthyMesh, healthyView } from "../../support/views";

const INTERRUPTED =
    'Whoever ran Helm was interrupted. Until the revision is gone, `pulumi up` fails with "another operation (install/upgrade/rollback) is in progress".';

/** Takes the revisions of a release away. */
function withdraw(kubernetes: ChangeableKubernetes, name: string): void {
    kubernetes.helmReleases = kubernetes.helmReleases.filter(
        ({ labels }) => labels?.["name"] !== name,
    );
}

const OTHER_ANCHOR = pair("root.linkerd.cluster.local").certificate;

describe("layer releases", () => {
    let mesh: LinkedMesh;
    let first: ChangeableKubernetes;
    const findings = (pre = false) => examined(releases, { ...healthyView(mesh), pre }).findings;

    beforeEach(() => {
        mesh = healthyMesh();
        first = mesh.kubernetes("cluster1");
    });

    it("has nothing to say of releases whose last revision is deployed", () => {
        assert.deepEqual(examined(releases, healthyView(mesh)), {
            findings: [],
            scope: "8 releases",
            notChecked: [],
        });
    });

    it("counts none before the first update", () => {
        const { scope } = examined(releases, { ...healthyView(mesh), pre: true });
        assert.equal(scope, "no other installation, no release in the middle of something");
    });

    for (const status of [
        "pending-install",
        "pending-upgrade",
        "pending-rollback",
        "uninstalling",
    ]) {
        it(`names a release that is ${status}, also before an update`, () => {
            first.helmReleases.unshift(
                revision("linkerd-multicluster", "linkerd-multicluster", 12, status),
                revision("linkerd-multicluster", "linkerd-multicluster", 2, "superseded"),
            );
            const expected = [
                {
                    severity: "error",
                    where: "cluster1",
                    code: "release-pending",
                    what: `the release linkerd-multicluster/linkerd-multicluster is ${status} in revision 12`,
                    why: INTERRUPTED,
                    remedy: "kubectl --context cluster1 --namespace linkerd-multicluster delete secret sh.helm.release.v1.linkerd-multicluster.v12\npulumi up --refresh",
                },
            ];
            assert.deepEqual(findings(), expected);
            assert.deepEqual(findings(true), expected);
        });
    }

    it("names a release that failed, which the next update goes on with", () => {
        first.helmReleases.push(revision("linkerd", "linkerd-crds", 2, "failed"));
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "release-failed",
                what: "the release linkerd/linkerd-crds is failed in revision 2",
                why: "Helm gave up before all of it was ready; the layers above say what is not.",
                remedy: "pulumi up --refresh",
            },
        ]);
    });

    it("names a release that is missing, but not before an update", () => {
        withdraw(first, "linkerd-smi");
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: "cluster1",
                code: "release-missing",
                what: "the release linkerd-smi/linkerd-smi is missing",
                why: "Helm does not know of it: what it made may still work, but the next `pulumi up` that changes it fails.",
                remedy: "pulumi up --refresh",
            },
        ]);
        assert.deepEqual(findings(true), []);
    });

    describe("of an installation by somebody else", () => {
        const namespace = (name: string, manager: string) =>
            make(V1Namespace, { metadata: { name, managedFields: [{ manager }] } });

        it("names the namespaces before an update, and what removes them in which order", () => {
            first.namespaces = ["linkerd", "linkerd-multicluster", "sample", "shop"].map((name) =>
                namespace(name, "kubectl-create"),
            );
            first.helmReleases = [
                revision("linkerd", "linkerd-crds", 1, "deployed"),
                revision("linkerd", "linkerd-control-plane", 1, "superseded"),
                revision("linkerd", "linkerd-control-plane", 2, "deployed"),
                revision("linkerd-multicluster", "linkerd-multicluster", 1, "deployed"),
            ];
            assert.deepEqual(findings(true), [
                {
                    severity: "error",
                    where: "cluster1",
                    code: "installation-foreign",
                    what: "the namespaces sample, linkerd-multicluster, linkerd are there already, and not of this program",
                    why: "`pulumi up` fails: the Kubernetes provider takes over nothing that somebody else made. The remedy ends the installation that is there.",
                    remedy: [
                        "kubectl --context cluster1 delete namespace sample",
                        "helm --kube-context cluster1 --namespace linkerd-multicluster uninstall linkerd-multicluster",
                        "kubectl --context cluster1 delete namespace linkerd-multicluster",
                        "helm --kube-context cluster1 --namespace linkerd uninstall linkerd-control-plane",
                        "helm --kube-context cluster1 --namespace linkerd uninstall linkerd-crds",
                        "kubectl --context cluster1 delete namespace linkerd",
                    ].join("\n"),
                },
            ]);
        });

        it("says nothing of them after it", () => {
            first.namespaces = [namespace("linkerd", "kubectl-create")];
            assert.deepEqual(findings(), []);
        });

        it("leaves the namespace of the sample to others where there is no sample", () => {
            first.namespaces = [namespace("sample", "helm")];
            const view = healthyView(mesh);
            const { sample, ...config } = view.config;
            assert.deepEqual(examined(releases, { ...view, config, pre: true }).findings, []);
            assert.deepEqual(
                findings(true).map(({ what }) => what),
                ["the namespace sample is there already, and not of this program"],
            );
        });

        it("does not take the program's own for it", () => {
            first.namespaces = [namespace("linkerd", "pulumi-kubernetes-1a2b3c4d")];
            assert.deepEqual(findings(true), []);
        });
    });

    describe("of what an earlier Linkerd left outside of its namespaces", () => {
        const metadata = (name: string, fields: object = {}) =>
            make(V1ObjectMeta, { name, ...fields });

        it("names all kinds of it, and what removes them by their names", () => {
            first.mutatingWebhooks = [
                make(V1MutatingWebhookConfiguration, {
                    metadata: metadata("linkerd-proxy-injector-webhook-config"),
                }),
            ];
            first.validatingWebhooks.push(
                make(V1ValidatingWebhookConfiguration, {
                    metadata: metadata("policy", {
                        labels: { "linkerd.io/control-plane-ns": "linkerd" },
                    }),
                }),
            );
            const link = "linkerd-service-mirror-access-local-resources-east";
            first.clusterRoleBindings = [
                metadata(link, { labels: { "linkerd.io/extension": "multicluster" } }),
                metadata("smi-adaptor", { annotations: ownedBy("elsewhere", "smi") }),
            ];
            first.clusterRoles = [
                ...["linkerd-policy", "linkerd-heartbeat", "linkerd-a;b"].map((name) =>
                    metadata(name),
                ),
                metadata(link),
            ];
            first.customResourceDefinitions = [
                "links.multicluster.linkerd.io",
                "serviceprofiles.linkerd.io",
                "trafficsplits.split.smi-spec.io",
            ].map((name) => metadata(name));
            assert.deepEqual(findings(true), [
                {
                    severity: "error",
                    where: "cluster1",
                    code: "installation-leftover",
                    what: `an earlier Linkerd left 1 MutatingWebhookConfiguration (linkerd-proxy-injector-webhook-config), 1 ValidatingWebhookConfiguration (policy), 2 ClusterRoleBindings (${link}, smi-adaptor), 4 ClusterRoles (linkerd-policy, linkerd-heartbeat, linkerd-a;b and 1 more), 3 CustomResourceDefinitions (links.multicluster.linkerd.io, serviceprofiles.linkerd.io, trafficsplits.split.smi-spec.io)`,
                    why: "`pulumi up` fails: Helm and the Kubernetes provider take over nothing that somebody else made. With a CustomResourceDefinition go all objects of its kind.",
                    remedy: [
                        "mutatingwebhookconfiguration linkerd-proxy-injector-webhook-config",
                        "validatingwebhookconfiguration policy",
                        `clusterrolebinding ${link} smi-adaptor`,
                        `clusterrole linkerd-policy linkerd-heartbeat 'linkerd-a;b' ${link}`,
                        "customresourcedefinition links.multicluster.linkerd.io serviceprofiles.linkerd.io trafficsplits.split.smi-spec.io",
                    ]
                        .map(
                            (words) =>
                                `kubectl --context cluster1 delete --ignore-not-found ${words}`,
                        )
                        .join("\n"),
                },
            ]);
            assert.deepEqual(findings(), []);
        });

        it("leaves what the program and its releases own, other extensions, and everybody else's", () => {
            first.clusterRoles = [
                metadata("linkerd-policy", {
                    annotations: ownedBy("linkerd", "linkerd-control-plane"),
                }),
                metadata("linkerd-service-mirror-remote-access-cluster2", {
                    managedFields: [{ manager: "pulumi-kubernetes-1a2b3c4d" }],
                }),
                metadata("linkerd-linkerd-viz-tap", { labels: { "linkerd.io/extension": "viz" } }),
                metadata("cluster-admin"),
            ];
            first.customResourceDefinitions = [
                metadata("ipaddresspools.metallb.io"),
                metadata("httproutes.notlinkerd.io"),
            ];
            assert.deepEqual(findings(true), []);
        });

        it("leaves to Helm what a release owns that is there", () => {
            first.helmReleases.push(revision("linkerd", "linkerd2", 1, "deployed"));
            first.clusterRoles = [
                metadata("linkerd-policy", { annotations: ownedBy("linkerd", "linkerd2") }),
            ];
            assert.deepEqual(findings(true), []);
        });
    });

    describe("of the Gateway API", () => {
        const installed = (annotations: Record<string, string> = {}) => {
            const second = mesh.kubernetes("cluster2");
            second.customResourceDefinitions = [
                make(V1ObjectMeta, { name: "httproutes.gateway.networking.k8s.io", annotations }),
            ];
        };

        const withoutCrds = () => {
            mesh.config = {
                ...mesh.config,
                clusters: mesh.config.clusters.map((cluster) => ({
                    ...cluster,
                    gatewayApiCrds: false,
                })),
            };
        };

        it("names one that somebody else installed", () => {
            installed(ownedBy("gateway-system", "gateway-api"));
            assert.deepEqual(findings(true), [
                {
                    severity: "error",
                    where: "cluster2",
                    code: "gateway-api-foreign",
                    what: "the HTTPRoute CRD is there already and not of the release linkerd/linkerd-crds, and Helm does not take it over",
                    why: "`pulumi up` refuses to run.",
                    remedy: "pulumi config set --path 'clusters[1].gatewayApiCrds' false\npulumi up",
                },
            ]);
        });

        it("has nothing to say of its own", () => {
            installed(ownedBy("linkerd", "linkerd-crds"));
            assert.deepEqual(findings(true), []);
        });

        it("names its own that Helm would delete with every route", () => {
            installed(ownedBy("linkerd", "linkerd-crds"));
            withoutCrds();
            assert.deepEqual(findings(true), [
                {
                    severity: "error",
                    where: "cluster2",
                    code: "gateway-api-deleted",
                    what: "the HTTPRoute CRD is part of the release linkerd/linkerd-crds, and Helm would delete it with every HTTPRoute of the cluster",
                    why: "`pulumi up` refuses to run.",
                    remedy: "pulumi config set --path 'clusters[1].gatewayApiCrds' true\npulumi up",
                },
            ]);
        });

        it("has nothing to say where the program installs none", () => {
            installed();
            withoutCrds();
            assert.deepEqual(findings(true), []);
        });
    });

    describe("of linkerd-smi, with a version that splits by an HTTPRoute", () => {
        const SMI = revision("linkerd-smi", "linkerd-smi", 1, "deployed");

        beforeEach(() => {
            mesh = healthyMesh("edge-25.10.7");
            first = mesh.kubernetes("cluster1");
        });

        it("expects none", () => {
            assert.deepEqual(examined(releases, healthyView(mesh)), {
                findings: [],
                scope: "6 releases",
                notChecked: [],
            });
        });

        it("warns of the one of before, which the update ends", () => {
            first.namespaces.push(namespaceOf("linkerd-smi"));
            first.helmReleases.push(SMI);
            assert.deepEqual(findings(), [
                {
                    severity: "warning",
                    where: "cluster1",
                    code: "release-leftover",
                    what: "the release linkerd-smi/linkerd-smi is still there, and the configuration has no TrafficSplit",
                    why: "The update that ends it is not through: it has not begun here, or it was interrupted. `pulumi up` goes on with it. TrafficSplits of your own end with it, unless sample.split is TrafficSplit.",
                    remedy: "pulumi up",
                },
            ]);
            assert.deepEqual(findings(true), []);
        });

        it("leaves one of somebody else alone, and what it left", () => {
            const other = make(V1Namespace, { metadata: { name: "linkerd-smi" } });
            first.namespaces.push(other);
            first.helmReleases.push(SMI);
            first.clusterRoles = [make(V1ObjectMeta, { name: "smi-adaptor" })];
            first.customResourceDefinitions = [
                make(V1ObjectMeta, { name: "trafficsplits.split.smi-spec.io" }),
            ];
            assert.deepEqual([findings(), findings(true)], [[], []]);
        });
    });

    it("names trust anchors that share none with the live ones, and knows generations by the outputs", () => {
        const view = { ...healthyView(mesh), pre: true };
        const outputs = { clusters: {}, trustAnchors: { "1": OTHER_ANCHOR, "3": ANCHOR.cert } };
        assert.deepEqual(
            examined(releases, { ...view, outputs }).findings.map(
                ({ code, severity, where, remedy }) => [code, severity, where, remedy],
            ),
            ["cluster1", "cluster2"].map((where) => [
                "trust-anchors-unshared",
                "error",
                where,
                "pulumi config set --path 'trustAnchorGenerations[0]' 1\npulumi config set --path 'trustAnchorGenerations[1]' 3\npulumi up",
            ]),
        );
        const same = { clusters: {}, trustAnchors: { "1": ANCHOR.cert } };
        assert.deepEqual(examined(releases, { ...view, outputs: same }).findings, []);
    });

    it("does not take the release of another namespace for it", () => {
        withdraw(first, "linkerd-smi");
        first.helmReleases.push(revision("linkerd", "linkerd-smi", 1, "deployed"));
        assert.deepEqual(
            findings().map(({ what }) => what),
            ["the release linkerd-smi/linkerd-smi is missing"],
        );
    });
});
