import { V1ConfigMap, V1ObjectMeta, type V1Pod } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { linkerdVersion, type LinkerdName } from "../../../../components/linkerd/versions";
import { LAYERS, layersFor } from "../../../../operations/allLayers";
import { mirroredServices } from "../../../../operations/layers/mirroredServices/mirroredServices";
import { upgrade } from "../../../../operations/layers/upgrade/upgrade";
import { SMI_CHART } from "../../../support/fixtures";
import { examined } from "../../support/examined";
import { make, pod } from "../../support/kubernetesObjects";
import { change, LinkedMesh } from "../../support/linkedMesh";

/** A pod with the proxy of a version, of something else than a Deployment unless `owner` is absent. */
function proxied(place: string, name: string, version?: string, owner?: string): V1Pod {
    const made = pod(place, name, { app: name });
    if (version !== undefined) {
        change(made.metadata.annotations, { "linkerd.io/proxy-version": version });
    }
    if (owner !== undefined) {
        change(made.metadata, {
            ownerReferences: [
                { apiVersion: "apps/v1", kind: owner, name, uid: "1", controller: true },
            ],
        });
    }
    return made;
}

describe("layer upgrade", () => {
    let mesh: LinkedMesh;
    const second = () => mesh.kubernetes("cluster2");
    const findings = () => examined(upgrade, mesh.view()).findings;
    const found = (code: string) => findings().filter((finding) => finding.code === code);
    /** The charts of a version, with linkerd-smi or without. */
    const configure = (name: LinkerdName, values: object = {}, smi?: typeof SMI_CHART) => {
        const { repository, digests, values: before } = mesh.config.charts;
        const charts = { repository, digests, versions: linkerdVersion(name) };
        mesh.config = {
            ...mesh.config,
            charts: {
                ...charts,
                values: { ...before, ...values },
                ...(smi === undefined ? {} : { smi }),
            },
        };
    };
    const run = (cluster: string, version: string) => {
        mesh.kubernetes(cluster).configMaps.push(
            make(V1ConfigMap, {
                metadata: make(V1ObjectMeta, { name: "linkerd-config", namespace: "linkerd" }),
                data: { values: `linkerdVersion: ${version}\n` },
            }),
        );
    };

    beforeEach(() => {
        mesh = new LinkedMesh();
        mesh.pre = true;
        configure("edge-25.10.7");
        run("cluster2", "stable-2.14.10");
        second().injectedPods = [];
    });

    describe("is examined", () => {
        const isShown = () => layersFor(mesh.view()).includes(upgrade);

        it("before an upgrade, with the layers of every `--pre`", () => {
            assert.deepEqual(
                layersFor(mesh.view()),
                LAYERS.filter((layer) => layer.pre && layer !== mirroredServices),
            );
            const { scope, notChecked } = examined(upgrade, mesh.view());
            assert.deepEqual(
                [scope, notChecked],
                [
                    "from stable-2.14.10 to edge-25.10.7: ServiceProfiles, chartValues, meshed pods",
                    [],
                ],
            );
        });

        it("not without `--pre`", () => {
            mesh.pre = false;
            assert.deepEqual(
                layersFor(mesh.view()),
                LAYERS.filter((layer) => layer !== upgrade),
            );
        });

        const CASES: readonly [string, string, boolean][] = [
            ["of the configured version", "edge-25.10.7", false],
            ["of a later version", "edge-26.7.1", false],
            ["of a version that has no row", "stable-2.14.9", true],
        ];
        for (const [title, version, expected] of CASES) {
            it(`${expected ? "" : "not "}where a cluster runs one ${title}`, () => {
                second().configMaps = [];
                run("cluster2", version);
                assert.equal(isShown(), expected);
            });
        }

        it("not where nothing runs", () => {
            second().configMaps = [];
            assert.equal(isShown(), false);
        });

        it("for the clusters that are upgraded, and not for others", () => {
            run("cluster1", "edge-25.10.7");
            const old = proxied("shop", "cart", "stable-2.14.10");
            second().injectedPods = [old];
            mesh.kubernetes("cluster1").injectedPods = [old];
            assert.deepEqual(
                findings().map(({ code, where }) => [code, where]),
                [["pods-to-restart", "cluster2"]],
            );
        });

        it("with what could not be looked at", () => {
            mesh.kill("cluster1");
            assert.deepEqual(examined(upgrade, mesh.view()).notChecked, [
                "cluster1: its API server does not answer",
            ]);
        });
    });

    describe("of pods to restart", () => {
        it("counts them by what makes them, and restarts this after `pulumi up`", () => {
            second().injectedPods = [
                proxied("shop", "cart", "stable-2.14.10"),
                proxied("shop", "cart", "stable-2.14.10"),
                proxied("shop", "stock", undefined, "StatefulSet"),
                proxied("front", "agent", "stable-2.14.10", "DaemonSet"),
            ];
            assert.deepEqual(findings(), [
                {
                    severity: "warning",
                    code: "pods-to-restart",
                    where: "cluster2",
                    what: "4 meshed pods of 3 workloads keep their proxies in the upgrade: Deployment shop/cart (2 pods), StatefulSet shop/stock, DaemonSet front/agent",
                    why: "A pod gets the proxy of Linkerd 2.19 when it is made. Restart them after the upgrade: Linkerd supports proxies that are one version behind.",
                    remedy: [
                        "pulumi up",
                        "kubectl --context cluster2 --namespace shop rollout restart deployment/cart statefulset/stock",
                        "kubectl --context cluster2 --namespace front rollout restart daemonset/agent",
                    ].join("\n"),
                },
            ]);
        });

        it("tells of those that no command restarts, and passes over Jobs", () => {
            const bare = proxied("shop", "cart", "stable-2.14.10");
            delete bare.metadata?.ownerReferences;
            second().injectedPods = [bare, proxied("shop", "daily", "stable-2.14.10", "Job")];
            assert.deepEqual(
                findings().map(({ what, remedy }) => [what, remedy]),
                [
                    [
                        "1 meshed pod of 1 workload keeps its proxy in the upgrade: Pod shop/cart-5f7d-abcde; make these anew by hand: Pod shop/cart-5f7d-abcde",
                        "pulumi up",
                    ],
                ],
            );
        });

        it("passes over the pods of Linkerd and those that have the new proxy", () => {
            second().injectedPods = [
                ...["linkerd", "linkerd-multicluster", "linkerd-smi"].map((place) =>
                    proxied(place, "part", "stable-2.14.10"),
                ),
                proxied("shop", "cart", "edge-25.10.7"),
            ];
            assert.deepEqual(findings(), []);
        });

        it("has the sample among them", () => {
            second().injectedPods = [proxied("sample", "sleep", "stable-2.14.10")];
            assert.deepEqual(
                found("pods-to-restart").map(({ remedy }) => remedy),
                [
                    "pulumi up\nkubectl --context cluster2 --namespace sample rollout restart deployment/sleep",
                ],
            );
        });
    });

    describe("of weights in ServiceProfiles", () => {
        const PATCH =
            'kubectl --context cluster2 --namespace shop patch serviceprofiles.linkerd.io cart.shop.svc.cluster.local --type=json \'--patch=[{"op":"remove","path":"/spec/dstOverrides"}]\'';
        const profile = (place: string, service: string, weights = ["50", "50"]) => {
            second().serviceProfiles.push({
                metadata: make(V1ObjectMeta, {
                    namespace: place,
                    name: `${service}.${place}.svc.cluster.local`,
                }),
                spec: {
                    dstOverrides: weights.map((weight) => ({
                        authority: `${service}.${place}.svc.cluster.local`,
                        weight,
                    })),
                },
            });
        };
        const split = (place: string, name: string, service: string) => {
            second().trafficSplits.push({
                metadata: make(V1ObjectMeta, { namespace: place, name }),
                spec: { service, backends: [{ service, weight: 1 }] },
            });
        };

        it("removes those that nobody would change after the upgrade", () => {
            profile("shop", "cart");
            assert.deepEqual(findings(), [
                {
                    severity: "warning",
                    code: "overrides-left",
                    where: "cluster2",
                    what: "these ServiceProfiles have dstOverrides: shop/cart.shop.svc.cluster.local",
                    why: "dstOverrides win over an HTTPRoute. The upgrade to Linkerd 2.19 takes linkerd-smi away, and with it who writes them: they stay as they are. Remove them before, or keep linkerd-smi with sample.split: TrafficSplit.",
                    remedy: PATCH,
                },
            ]);
        });

        it("deletes the TrafficSplit where there is one, and linkerd-smi empties the profile", () => {
            profile("shop", "cart");
            split("shop", "shares", "cart");
            split("front", "elsewhere", "cart");
            split("shop", "stock", "stock");
            assert.deepEqual(
                findings().map(({ remedy }) => remedy),
                [
                    "kubectl --context cluster2 --namespace shop delete trafficsplits.split.smi-spec.io shares",
                ],
            );
        });

        it("passes over profiles without weights, and the sample's own", () => {
            profile("shop", "cart", []);
            second().serviceProfiles.push({ metadata: make(V1ObjectMeta, { name: "bare" }) });
            assert.deepEqual(findings(), []);
        });

        it("has those of a `sample` that is not the program's", () => {
            const { sample, ...config } = mesh.config;
            assert.equal(sample?.split, "TrafficSplit");
            mesh.config = config;
            assert.deepEqual(
                findings().map(({ what }) => what),
                [
                    "these ServiceProfiles have dstOverrides: sample/helloworld.sample.svc.cluster.local",
                ],
            );
        });

        it("has nothing to say where linkerd-smi stays", () => {
            configure("edge-25.10.7", {}, SMI_CHART);
            profile("shop", "cart");
            assert.deepEqual(findings(), []);
        });
    });

    describe("of chartValues", () => {
        const FORMER = {
            controlPlane: {
                policyController: { image: { name: "registry.site/policy" }, logLevel: "debug" },
                proxyInit: { image: { version: "stable-2.14.10" }, resources: {} },
                proxy: { logLevel: "warn" },
            },
        };

        it("names those that the new charts do not have", () => {
            configure("edge-25.10.7", { ...FORMER, smi: { adaptor: {} } });
            assert.deepEqual(found("chart-values-former"), [
                {
                    severity: "warning",
                    code: "chart-values-former",
                    where: "chartValues",
                    what: "the charts of Linkerd 2.19 do not have chartValues.controlPlane.policyController.image, chartValues.controlPlane.proxyInit.resources, chartValues.smi",
                    why: "Helm drops such values without a word: what they ask for ends with the upgrade, an image of your own, too.",
                    remedy: [
                        "pulumi config rm --path chartValues.controlPlane.policyController.image",
                        "pulumi config rm --path chartValues.controlPlane.proxyInit.resources",
                        "pulumi config rm --path chartValues.smi",
                    ].join("\n"),
                },
            ]);
        });

        it("keeps those of linkerd-smi where that stays", () => {
            configure("edge-25.10.7", { smi: { adaptor: {} } }, SMI_CHART);
            assert.deepEqual(findings(), []);
        });

        it("names one more on the way to 2.20", () => {
            configure("edge-26.7.1", FORMER);
            assert.deepEqual(
                findings().map(({ what }) => what),
                [
                    "the charts of Linkerd 2.20 do not have chartValues.controlPlane.policyController.image, chartValues.controlPlane.proxyInit.resources, chartValues.controlPlane.proxyInit.image",
                ],
            );
        });

        it("gives the new version to tags of the old one, and leaves others alone", () => {
            configure("edge-25.10.7", {
                controlPlane: {
                    controllerImageVersion: "stable-2.14.10",
                    policyController: { image: { version: "stable-2.14.10" } },
                    proxy: { image: { version: "stable-2.14.11", name: "stable-2.14.10/proxy" } },
                    podAnnotations: { tags: ["stable-2.14.10"], none: null },
                },
                multicluster: { "own.image": "registry.site/linkerd:stable-2.14.10" },
            });
            assert.deepEqual(found("chart-values-pin-version"), [
                {
                    severity: "warning",
                    code: "chart-values-pin-version",
                    where: "chartValues",
                    what: 'chartValues.controlPlane.controllerImageVersion, chartValues.multicluster["own.image"] pin stable-2.14.10',
                    why: "These parts would stay as they are, beside others of edge-25.10.7: Linkerd supports its parts in one version.",
                    remedy: [
                        "pulumi config set --path chartValues.controlPlane.controllerImageVersion edge-25.10.7",
                        "pulumi config set --path 'chartValues.multicluster[\"own.image\"]' registry.site/linkerd:edge-25.10.7",
                    ].join("\n"),
                },
            ]);
        });

        it("has nothing to say of values that every chart has", () => {
            configure("edge-25.10.7", { controlPlane: { controllerLogLevel: "debug" } });
            assert.deepEqual(findings(), []);
        });
    });
});
