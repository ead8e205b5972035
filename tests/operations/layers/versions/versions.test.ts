import assert from "node:assert/strict";
import { V1ConfigMap, V1Node, V1NodeSystemInfo, V1ObjectMeta } from "@kubernetes/client-node";
import { linkerdVersion, type LinkerdName } from "../../../../components/linkerd/versions";
import { versions } from "../../../../operations/layers/versions/versions";
import { examined } from "../../support/examined";
import { make, pod } from "../../support/kubernetesObjects";
import { named } from "../../support/linkedMesh";
import { healthyMesh, healthyView, setImage, setProxy } from "../../support/views";

const TWO_VERSIONS =
    "Linkerd supports its parts in one version; between two, links and policies may be read in two ways.";
const RESTART_ENDS_IT =
    "They were made before the control plane was updated. This restart ends the update; a proxy may be one version behind until then.";
const MIRROR = "linkerd-service-mirror-cluster2";

describe("layer versions", () => {
    it("says which versions there are where they go together", () => {
        const mesh = healthyMesh();
        mesh.kubernetes("cluster2").version = "v1.27.5";
        assert.deepEqual(examined(versions, healthyView(mesh)), {
            findings: [],
            scope: "Kubernetes v1.28.15, v1.27.5; Linkerd stable-2.14.10",
            notChecked: [],
        });
    });

    describe("of Kubernetes", () => {
        const view = (version: string, name: LinkerdName) => {
            const mesh = healthyMesh();
            mesh.kubernetes("cluster1").version = version;
            const { charts } = mesh.config;
            mesh.config = { ...mesh.config, charts: { ...charts, versions: linkerdVersion(name) } };
            return examined(versions, { ...healthyView(mesh), pre: true }).findings;
        };

        it("names the Linkerd that takes one that is too old", () => {
            assert.deepEqual(view("v1.27.5", "edge-26.7.1"), [
                {
                    severity: "error",
                    where: "cluster1",
                    code: "kubernetes-too-old",
                    what: "Kubernetes is v1.27.5, and Linkerd 2.20 takes 1.31 to 1.35",
                    why: "`pulumi up` refuses to run.",
                    remedy: "pulumi config set linkerdVersion edge-25.10.7\npulumi up",
                },
                ...view("v1.31.0", "edge-26.7.1"),
            ]);
        });

        it("wants another cluster where no Linkerd takes it", () => {
            assert.deepEqual(view("v1.20.15", "stable-2.14.10"), [
                {
                    severity: "error",
                    where: "cluster1",
                    code: "kubernetes-too-old",
                    what: "Kubernetes is v1.20.15, and Linkerd 2.14 takes 1.21 to 1.28",
                    why: "`pulumi up` refuses to run.",
                    remedy: "kubeadm upgrade plan  # or as the cluster was installed",
                },
            ]);
        });

        it("warns of one that is newer than what Linkerd names, and knows which does", () => {
            const warning = {
                severity: "warning",
                where: "cluster1",
                code: "kubernetes-not-covered",
                what: "Kubernetes is v1.35.4, and Linkerd 2.14 names 1.21 to 1.28",
                why: "Nobody tests the two together; edge-25.10.7 (2.19) names it.",
                remedy: "pulumi config set linkerdVersion edge-25.10.7\npulumi up",
            };
            assert.deepEqual(view("v1.35.4", "stable-2.14.10"), [warning]);
            assert.deepEqual(view("v1.40.0", "stable-2.14.10"), [
                {
                    ...warning,
                    what: "Kubernetes is v1.40.0, and Linkerd 2.14 names 1.21 to 1.28",
                    why: "Nobody tests the two together.",
                    remedy: "",
                },
            ]);
        });
    });

    it("tells before the next `up` that a version does not follow the one that runs", () => {
        const mesh = healthyMesh();
        const { charts } = mesh.config;
        const to = linkerdVersion("edge-26.7.1");
        mesh.config = { ...mesh.config, charts: { ...charts, versions: to } };
        for (const name of ["cluster1", "cluster2"]) mesh.kubernetes(name).version = "v1.33.5";
        mesh.kubernetes("cluster2").configMaps.push(
            make(V1ConfigMap, {
                metadata: make(V1ObjectMeta, { namespace: "linkerd", name: "linkerd-config" }),
                data: { values: "linkerdVersion: stable-2.14.10\n" },
            }),
        );
        const view = healthyView(mesh);
        assert.deepEqual(examined(versions, { ...view, pre: true }).findings, [
            {
                severity: "error",
                where: "cluster2",
                code: "linkerd-version-skipped",
                what: "Linkerd 2.14 runs, and this skips 2.19: Linkerd does not support proxies that are more than one major version away from their control plane, and those of your own pods are until they restart",
                why: "`pulumi up` refuses to run.",
                remedy: "pulumi config set linkerdVersion edge-25.10.7\npulumi up",
            },
        ]);
        assert.equal(
            examined(versions, view).findings.some(
                ({ code }) => code === "linkerd-version-skipped",
            ),
            false,
        );
    });

    describe("of the DNS domain", () => {
        const view = (
            maps: readonly (readonly [name: string, key: string, text: string])[] | undefined,
            clusterDomain = "cluster.local",
        ) => {
            const mesh = healthyMesh();
            const systemConfigMaps = maps?.map(([name, key, text]) => ({
                metadata: { name },
                data: { [key]: text },
            }));
            Object.assign(mesh.kubernetes("cluster2"), { systemConfigMaps });
            mesh.config = {
                ...mesh.config,
                clusters: mesh.config.clusters.map((cluster) =>
                    cluster.name === "cluster2" ? { ...cluster, clusterDomain } : cluster,
                ),
            };
            return examined(versions, healthyView(mesh));
        };
        const KUBELET = [
            "kubelet-config-1.22",
            "kubelet",
            "clusterDomain: east.example\n",
        ] as const;
        const KUBEADM = [
            "kubeadm-config",
            "ClusterConfiguration",
            "networking:\n  dnsDomain: east.example\n",
        ] as const;
        const COREDNS = [
            "coredns",
            "Corefile",
            ".:53 {\n    kubernetes east.example. in-addr.arpa ip6.arpa {\n        pods insecure\n    }\n}\n",
        ] as const;

        for (const [map, by] of [
            [KUBELET, "ConfigMap kubelet-config"],
            [KUBEADM, "ConfigMap kubeadm-config"],
            [COREDNS, "the Corefile of CoreDNS"],
        ] as const) {
            it(`names one that the cluster does not have, by ${by}`, () => {
                assert.deepEqual(view([map]).findings, [
                    {
                        severity: "error",
                        where: "cluster2",
                        code: "cluster-domain-differs",
                        what: `the DNS domain of the cluster is east.example, as ${by} says, and clusterDomain is cluster.local`,
                        why: "Proxies look for the control plane, and mirrors for exported Services, under names that nobody resolves.",
                        remedy: "pulumi config set --path 'clusters[1].clusterDomain' east.example\npulumi up",
                    },
                ]);
                assert.deepEqual(view([map], "east.example").findings, []);
            });
        }

        it("believes the kubelets' own configuration before kubeadm's", () => {
            const other = "networking:\n  dnsDomain: cluster.local\n";
            const { findings } = view([[KUBEADM[0], KUBEADM[1], other], KUBELET], "east.example");
            assert.deepEqual(findings, []);
        });

        it("tells where nobody says it, or it may not be read", () => {
            const unknown = ["cluster2: the DNS domain of its kubelets"];
            const unreadable = view([["kubeadm-config", "ClusterConfiguration", "{"]]);
            assert.deepEqual([unreadable.findings, unreadable.notChecked], [[], unknown]);
            const refused = view(undefined);
            assert.deepEqual([refused.findings, refused.notChecked], [[], unknown]);
        });
    });

    describe("of nodes with nftables alone", () => {
        const view = (values: Record<string, unknown>, ...images: string[]) => {
            const mesh = healthyMesh();
            mesh.kubernetes("cluster1").nodes = images.map((osImage, index) =>
                make(V1Node, {
                    metadata: { name: `node${index}` },
                    status: { nodeInfo: make(V1NodeSystemInfo, { osImage }) },
                }),
            );
            const { charts } = mesh.config;
            mesh.config = {
                ...mesh.config,
                charts: { ...charts, values: { ...charts.values, controlPlane: values } },
            };
            return examined(versions, healthyView(mesh)).findings;
        };
        const ROCKY = "Rocky Linux 9.3 (Blue Onyx)";

        it("warns of those of the Red Hat family", () => {
            assert.deepEqual(view({}, "Ubuntu 22.04.4 LTS", ROCKY), [
                {
                    severity: "warning",
                    where: "cluster1",
                    code: "iptables-legacy",
                    what: `linkerd-init uses the old iptables, and these nodes may have nftables alone: node1 (${ROCKY})`,
                    why: "Where the kernel has no module ip_tables, linkerd-init fails and no meshed pod starts. Mode nft works on other nodes too.",
                    remedy: "pulumi config set --path chartValues.controlPlane.proxyInit.iptablesMode nft\npulumi up",
                },
            ]);
        });

        it("warns of no other, nor of version 7", () => {
            assert.deepEqual(view({}, "Debian GNU/Linux 12", "CentOS Linux 7 (Core)"), []);
        });

        it("has nothing to say of them from 2.19 on, whose default is nft", () => {
            const mesh = healthyMesh("edge-25.10.7");
            mesh.kubernetes("cluster1").nodes = [
                make(V1Node, {
                    metadata: { name: "node1" },
                    status: { nodeInfo: make(V1NodeSystemInfo, { osImage: ROCKY }) },
                }),
            ];
            assert.deepEqual(examined(versions, healthyView(mesh)).findings, []);
        });

        for (const values of [{ proxyInit: { iptablesMode: "legacy" } }, { cniEnabled: true }]) {
            it(`leaves the choice to ${JSON.stringify(values)}`, () => {
                assert.deepEqual(view(values, ROCKY), []);
            });
        }
    });

    it("names a service mirror of another version, which Pulumi takes back", () => {
        const mesh = healthyMesh();
        const deployment = named(mesh.kubernetes("cluster1").deployments, MIRROR);
        setImage(deployment, "service-mirror", "cr.l5d.io/linkerd/controller:stable-2.14.9");
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, [
            {
                severity: "error",
                where: "cluster1",
                code: "linkerd-version-differs",
                what: `Deployment linkerd-multicluster/${MIRROR} is not of Linkerd stable-2.14.10: service-mirror runs controller:stable-2.14.9`,
                why: TWO_VERSIONS,
                remedy: "pulumi up --refresh",
            },
        ]);
    });

    it("names a control plane of another version, which its chart takes back", () => {
        const mesh = healthyMesh();
        const deployment = named(mesh.kubernetes("cluster2").deployments, "linkerd-destination");
        setImage(deployment, "policy", "registry:5000/policy-controller:stable-2.13.7");
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, [
            {
                severity: "error",
                where: "cluster2",
                code: "linkerd-version-differs",
                what: "Deployment linkerd/linkerd-destination is not of Linkerd stable-2.14.10: policy runs policy-controller:stable-2.13.7",
                why: TWO_VERSIONS,
                remedy: "helm --kube-context cluster2 --namespace linkerd get manifest linkerd-control-plane | kubectl --context cluster2 apply --filename -",
            },
        ]);
    });

    for (const [linkerd, namespace, values] of [
        ["stable-2.14.10", "linkerd", { controlPlane: { controllerImageVersion: "patched" } }],
        ["edge-26.7.1", "linkerd", { controlPlane: { controllerImageVersion: "patched" } }],
        [
            "edge-25.10.7",
            "linkerd-multicluster",
            {
                multicluster: {
                    controllerDefaults: { image: { version: "patched" } },
                    localServiceMirror: { image: { version: "patched" } },
                },
            },
        ],
    ] as const) {
        it(`says nothing of ${linkerd}'s images in ${namespace} whose version the extra values name`, () => {
            const mesh = healthyMesh(linkerd);
            const { charts } = mesh.config;
            mesh.config = {
                ...mesh.config,
                charts: { ...charts, values: { ...charts.values, ...values } },
            };
            for (const cluster of ["cluster1", "cluster2"]) {
                const { deployments } = mesh.kubernetes(cluster);
                const chosen = deployments.filter(
                    ({ metadata }) => metadata?.namespace === namespace,
                );
                for (const deployment of chosen) {
                    for (const container of deployment.spec?.template.spec?.containers ?? []) {
                        container.image = container.image?.replace(
                            /\/controller:.*/,
                            "/controller:patched",
                        );
                    }
                }
            }
            assert.deepEqual(examined(versions, healthyView(mesh)).findings, []);
        });
    }

    it("says nothing of Deployments of others that run images of the same names", () => {
        const mesh = healthyMesh();
        const { deployments, pods } = mesh.kubernetes("cluster2");
        const image = "registry.example/shop/controller:1.0";
        setImage(named(deployments, "smi-adaptor"), "smi-adaptor", image);
        const sleep = pods.find(({ metadata }) => metadata?.name?.startsWith("sleep-"));
        for (const container of sleep?.spec?.containers ?? []) {
            if (container.name === "sleep") container.image = image;
        }
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, []);
    });

    it("takes an empty value of the chart for none", () => {
        const mesh = healthyMesh();
        const { charts } = mesh.config;
        const controlPlane = { controllerImageVersion: "" };
        mesh.config = {
            ...mesh.config,
            charts: { ...charts, values: { ...charts.values, controlPlane } },
        };
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, []);
    });

    it("says nothing of an image without a tag", () => {
        const mesh = healthyMesh();
        const deployment = named(mesh.kubernetes("cluster1").deployments, MIRROR);
        setImage(deployment, "service-mirror", "cr.l5d.io/linkerd/controller@sha256:abc");
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, []);
    });

    it("warns once of the pods of a Deployment whose proxies are of before an upgrade", () => {
        const mesh = healthyMesh();
        const { pods } = mesh.kubernetes("cluster2");
        const sleep = pods.find(({ metadata }) => metadata?.name?.startsWith("sleep-"));
        if (sleep === undefined) throw new Error("no pod of sleep");
        setProxy(sleep, "cr.l5d.io/linkerd/proxy:stable-2.13.7");
        pods.push(sleep);
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, [
            {
                severity: "warning",
                where: "cluster2",
                code: "proxy-version-differs",
                what: "pods of Deployment sample/sleep have a proxy of version stable-2.13.7, not stable-2.14.10",
                why: RESTART_ENDS_IT,
                remedy: "kubectl --context cluster2 --namespace sample rollout restart deployment/sleep",
            },
        ]);
    });

    it("names a controller of another version that the chart made, which its chart takes back", () => {
        const mesh = healthyMesh("edge-25.10.7");
        const deployment = named(mesh.kubernetes("cluster1").deployments, "controller-cluster2");
        setImage(deployment, "controller", "cr.l5d.io/linkerd/controller:edge-25.10.6");
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, [
            {
                severity: "error",
                where: "cluster1",
                code: "linkerd-version-differs",
                what: "Deployment linkerd-multicluster/controller-cluster2 is not of Linkerd edge-25.10.7: controller runs controller:edge-25.10.6",
                why: TWO_VERSIONS,
                remedy: "helm --kube-context cluster1 --namespace linkerd-multicluster get manifest linkerd-multicluster | kubectl --context cluster1 apply --filename -",
            },
        ]);
    });

    it("takes a Deployment of two other versions for no step of an update", () => {
        const mesh = healthyMesh("edge-25.10.7");
        const found = named(mesh.kubernetes("cluster1").deployments, "linkerd-destination");
        setImage(found, "policy", "cr.l5d.io/linkerd/policy-controller:stable-2.14.10");
        setImage(found, "linkerd-proxy", "cr.l5d.io/linkerd/proxy:edge-25.10.6");
        assert.deepEqual(
            examined(versions, healthyView(mesh)).findings.map(({ code, what }) => [code, what]),
            [
                [
                    "linkerd-version-differs",
                    "Deployment linkerd/linkerd-destination is not of Linkerd edge-25.10.7: policy runs policy-controller:stable-2.14.10, linkerd-proxy runs proxy:edge-25.10.6",
                ],
            ],
        );
    });

    it("looks at proxies that are init containers, of pods and of the control plane", () => {
        const mesh = healthyMesh("edge-26.7.1");
        const { deployments, pods } = mesh.kubernetes("cluster2");
        const old = "cr.l5d.io/linkerd/proxy:edge-26.6.3";
        setImage(named(deployments, "linkerd-identity"), "linkerd-proxy", old, "initContainers");
        setProxy(named(pods, "sleep-5f7d-abcde"), old);
        assert.deepEqual(
            examined(versions, healthyView(mesh)).findings.map(({ what }) => what),
            [
                "Deployment linkerd/linkerd-identity is not of Linkerd edge-26.7.1: linkerd-proxy runs proxy:edge-26.6.3",
                "pods of Deployment sample/sleep have a proxy of version edge-26.6.3, not edge-26.7.1",
            ],
        );
    });

    it("warns of pods that an update has left to be restarted, but not of those that a restart would not change", () => {
        const mesh = healthyMesh("edge-25.10.7");
        for (const { name } of mesh.config.clusters) {
            setProxy(
                named(mesh.kubernetes(name).pods, "linkerd-gateway-5f7d-abcde"),
                "cr.l5d.io/linkerd/proxy:stable-2.14.10",
            );
        }
        // In cluster1 the injector still brings the proxy of before.
        const injector = named(mesh.kubernetes("cluster1").deployments, "linkerd-proxy-injector");
        for (const [container, image] of [
            ["proxy-injector", "controller"],
            ["linkerd-proxy", "proxy"],
        ] as const) {
            setImage(injector, container, `cr.l5d.io/linkerd/${image}:stable-2.14.10`);
        }
        assert.deepEqual(examined(versions, healthyView(mesh)).findings, [
            {
                severity: "warning",
                where: "cluster1",
                code: "update-unfinished",
                what: "Deployment linkerd/linkerd-proxy-injector is of Linkerd stable-2.14.10, and linkerdVersion is edge-25.10.7",
                why: "The update to edge-25.10.7 is not through: it has not begun here, or it was interrupted. `pulumi up` goes on with it.",
                remedy: "pulumi up --refresh",
            },
            {
                severity: "warning",
                where: "cluster2",
                code: "proxy-version-differs",
                what: "pods of Deployment linkerd-multicluster/linkerd-gateway have a proxy of version stable-2.14.10, not edge-25.10.7",
                why: RESTART_ENDS_IT,
                remedy: "kubectl --context cluster2 --namespace linkerd-multicluster rollout restart deployment/linkerd-gateway",
            },
        ]);
    });

    it("warns of old proxies in namespaces of the operator's own, whatever makes their pods", () => {
        const mesh = healthyMesh("edge-25.10.7");
        const { injectedPods } = mesh.kubernetes("cluster2");
        const old = (kind: string, fields: object = {}) => {
            const one = pod("shop", "cart", {});
            Object.assign(one.metadata, {
                ownerReferences: [{ kind, name: "cart", controller: true }],
            });
            Object.assign(one.metadata, fields);
            setProxy(one, "cr.l5d.io/linkerd/proxy:stable-2.14.10");
            injectedPods.push(one);
        };
        old("StatefulSet");
        old("ReplicationController");
        old("Job");
        old("DaemonSet", { deletionTimestamp: new Date(0) });
        const shop = "kubectl --context cluster2 --namespace shop";
        assert.deepEqual(
            examined(versions, healthyView(mesh)).findings.map(({ what, why, remedy }) => [
                what,
                why,
                remedy,
            ]),
            [
                [
                    "pods of StatefulSet shop/cart have a proxy of version stable-2.14.10, not edge-25.10.7",
                    RESTART_ENDS_IT,
                    `${shop} rollout restart statefulset/cart`,
                ],
                [
                    "pods of ReplicationController shop/cart have a proxy of version stable-2.14.10, not edge-25.10.7",
                    "They were made before the control plane was updated. The update ends when they are made anew, which is for you to do; a proxy may be one version behind until then.",
                    `${shop} describe replicationcontroller/cart`,
                ],
            ],
        );
    });

    it("names the proxies of the control plane with their Deployment alone", () => {
        const mesh = healthyMesh();
        const { deployments, pods } = mesh.kubernetes("cluster2");
        const old = "cr.l5d.io/linkerd/proxy:stable-2.14.9";
        setImage(named(deployments, "linkerd-identity"), "linkerd-proxy", old);
        setProxy(named(pods, "linkerd-identity-5f7d-abcde"), old);
        assert.deepEqual(
            examined(versions, healthyView(mesh)).findings.map(({ what }) => what),
            [
                "Deployment linkerd/linkerd-identity is not of Linkerd stable-2.14.10: linkerd-proxy runs proxy:stable-2.14.9",
            ],
        );
    });

    it("does not ask for Linkerd before there is any", () => {
        const mesh = healthyMesh();
        const deployment = named(mesh.kubernetes("cluster1").deployments, MIRROR);
        setImage(deployment, "service-mirror", "cr.l5d.io/linkerd/controller:stable-2.14.9");
        assert.deepEqual(examined(versions, { ...healthyView(mesh), pre: true }).findings, []);
    });

    it("says which cluster it has not seen", () => {
        const mesh = healthyMesh();
        mesh.kill("cluster2");
        assert.deepEqual(examined(versions, healthyView(mesh)).notChecked, [
            "cluster2: its API server does not answer",
        ]);
    });
});
