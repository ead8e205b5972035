import { V1ObjectMeta } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { mirroredServices } from "../../../../operations/layers/mirroredServices/mirroredServices";
import { examined } from "../../support/examined";
import { endpoints, make, service } from "../../support/kubernetesObjects";
import { change, LinkedMesh, named, remove } from "../../support/linkedMesh";
import { splitProfile } from "../../support/sample";

const LINK = "cluster2-to-cluster1";
const RESTART =
    "kubectl --context cluster2 --namespace linkerd-multicluster rollout restart deployment/linkerd-service-mirror-cluster1";
const MIRRORED = "mirror.linkerd.io/mirrored-service";
const OF = "mirror.linkerd.io/cluster-name";

describe("mirroredServices", () => {
    let mesh: LinkedMesh;
    const findings = () => examined(mirroredServices, mesh.view()).findings;
    const first = () => mesh.kubernetes("cluster1");
    const second = () => mesh.kubernetes("cluster2");

    beforeEach(() => {
        mesh = new LinkedMesh();
    });

    it("has nothing to say of a healthy mesh of three clusters", () => {
        mesh = new LinkedMesh(3);
        assert.deepEqual(examined(mirroredServices, mesh.view()), {
            scope: "1 exported Service, 6 links",
            findings: [],
            notChecked: [],
        });
    });

    describe("an exported Service without ready pods", () => {
        const nothing = {
            severity: "error",
            where: "cluster1",
            code: "export-without-pods",
            what: "exported Service sample/helloworld has no ready pod",
            why: "Requests from the other clusters fail, and their mirrors lead nowhere.",
        };

        it("is scaled up where it was scaled to nothing; its empty mirror only follows", () => {
            remove(first().endpoints, "helloworld");
            remove(second().endpoints, "helloworld-cluster1");
            change(named(first().deployments, "helloworld-v1").spec, { replicas: 0 });
            assert.deepEqual(findings(), [
                {
                    ...nothing,
                    remedy: "kubectl --context cluster1 --namespace sample scale deployment/helloworld-v1 --replicas=1",
                },
            ]);
        });

        it("scales up nothing that its selector does not mean in full", () => {
            remove(first().endpoints, "helloworld");
            change(named(first().services, "helloworld").spec, {
                selector: { app: "helloworld", version: "v9" },
            });
            change(named(first().deployments, "helloworld-v1").spec, { replicas: 0 });
            assert.deepEqual(
                findings().map(({ remedy }) => remedy),
                [
                    "kubectl --context cluster1 --namespace sample describe pods --selector=app=helloworld,version=v9",
                ],
            );
        });

        it("shows its pods where they are there and not ready", () => {
            remove(first().endpoints, "helloworld");
            assert.deepEqual(findings(), [
                {
                    ...nothing,
                    remedy: "kubectl --context cluster1 --namespace sample describe pods --selector=app=helloworld",
                },
            ]);
        });

        it("is described where it selects none", () => {
            remove(first().endpoints, "helloworld");
            change(named(first().services, "helloworld"), {
                spec: { ports: [{ port: 5000 }], selector: {} },
            });
            assert.deepEqual(findings(), [
                {
                    ...nothing,
                    remedy: "kubectl --context cluster1 --namespace sample describe service helloworld",
                },
            ]);
        });
    });

    it("warns of a namespace that the source lacks", () => {
        remove(second().namespaces, "sample");
        remove(second().services, "helloworld-cluster1");
        assert.deepEqual(findings(), [
            {
                severity: "warning",
                where: LINK,
                code: "mirror-namespace-missing",
                what: "Service sample/helloworld of cluster1 has no mirror: cluster2 lacks the namespace sample",
                why: "Services are mirrored into the namespace of the same name, and passed over where there is none.",
                remedy: "kubectl --context cluster2 create namespace sample",
            },
        ]);
    });

    it("names a mirror that is missing", () => {
        remove(second().services, "helloworld-cluster1");
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: LINK,
                code: "mirror-missing",
                what: "Service sample/helloworld of cluster1 has no mirror sample/helloworld-cluster1 in cluster2",
                why: "The service mirror runs and has passed it over; it begins anew when it restarts.",
                remedy: RESTART,
            },
        ]);
    });

    it("takes no mirror of another Service of the namespace for one that is missing", () => {
        const labels = { "mirror.linkerd.io/exported": "true" };
        first().services.push(service("sample", "cart", labels, { app: "cart" }));
        first().endpoints.push(endpoints("sample", "cart", "10.233.64.10", 5000));
        assert.deepEqual(
            findings().map(({ what }) => what),
            ["Service sample/cart of cluster1 has no mirror sample/cart-cluster1 in cluster2"],
        );
    });

    it("only warns of it where no service mirror runs", () => {
        remove(second().services, "helloworld-cluster1");
        change(named(second().deployments, "linkerd-service-mirror-cluster1"), {
            status: {},
        });
        assert.deepEqual(
            findings().map(({ severity, why }) => ({ severity, why })),
            [{ severity: "warning", why: "No service mirror runs: repair that first." }],
        );
    });

    it("names a mirror that leads elsewhere than the Link", () => {
        const { subsets } = named(second().endpoints, "helloworld-cluster1");
        change(subsets?.[0], { ports: [{ port: 5000 }] });
        assert.deepEqual(findings(), [
            {
                severity: "error",
                where: LINK,
                code: "mirror-misdirected",
                what: "mirrored Service sample/helloworld-cluster1 leads to 10.10.0.150:5000, and the Link says 10.10.0.150:4143",
                why: "Requests to it do not reach the gateway.",
                remedy: RESTART,
            },
        ]);
    });

    it("only warns of it where no service mirror runs to mend it", () => {
        remove(second().endpoints, "helloworld-cluster1");
        change(named(second().deployments, "linkerd-service-mirror-cluster1"), { status: {} });
        assert.deepEqual(
            findings().map(({ severity }) => severity),
            ["warning"],
        );
    });

    it("compares every address of a mirror, those of the same namespace alone", () => {
        change(named(second().links, "cluster1").spec, {
            gatewayAddress: "10.10.0.150,10.10.0.151",
        });
        second().endpoints.unshift(endpoints("shop", "helloworld-cluster1", "10.10.0.150", 4143));
        const { subsets } = named(
            second().endpoints.filter(({ metadata }) => metadata?.namespace === "sample"),
            "helloworld-cluster1",
        );
        change(subsets?.[0], { addresses: [{ ip: "10.10.0.150" }, { ip: "10.10.0.152" }] });
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "mirrored Service sample/helloworld-cluster1 leads to 10.10.0.150:4143, 10.10.0.152:4143, and the Link says 10.10.0.150:4143, 10.10.0.151:4143",
            ],
        );
        change(subsets?.[0], { addresses: [{ ip: "10.10.0.150" }, { ip: "10.10.0.151" }] });
        assert.deepEqual(findings(), []);
    });

    it("tells of addresses that are not ready where they are not those of the Link", () => {
        const { subsets } = named(second().endpoints, "helloworld-cluster1");
        change(subsets?.[0], { addresses: [], notReadyAddresses: [{ ip: "10.10.0.151" }] });
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "mirrored Service sample/helloworld-cluster1 leads to 10.10.0.151:4143, and the Link says 10.10.0.150:4143",
            ],
        );
    });

    it("looks at what clusters export that a link leads to, and at no other", () => {
        mesh.config = {
            ...mesh.config,
            links: mesh.config.links.filter(({ source }) => source === "cluster1"),
            sample: undefined,
        };
        remove(first().endpoints, "helloworld");
        assert.deepEqual(examined(mirroredServices, mesh.view()), {
            scope: "0 exported Services, 1 link",
            findings: [],
            notChecked: [],
        });
    });

    it("names a mirror that leads nowhere", () => {
        remove(second().endpoints, "helloworld-cluster1");
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "mirrored Service sample/helloworld-cluster1 leads nowhere, and the Link says 10.10.0.150:4143",
            ],
        );
    });

    it("expects no Endpoints of a mirror for remote discovery", () => {
        remove(second().endpoints, "helloworld-cluster1");
        change(named(first().services, "helloworld").metadata?.labels, {
            "mirror.linkerd.io/exported": "remote-discovery",
        });
        change(named(second().services, "helloworld-cluster1").metadata?.labels, {
            "multicluster.linkerd.io/remote-discovery": "cluster1",
        });
        assert.deepEqual(findings(), []);
    });

    describe("a mirror that was taken out because the gateway does not answer", () => {
        const takenOut = {
            where: LINK,
            code: "mirror-taken-out",
            what: "mirrored Service sample/helloworld-cluster1 is taken out: its Endpoints 10.10.0.150:4143 are not ready",
            why: "The gateway of cluster1 does not answer probes; requests fail, or go to the other backends of a split.",
            remedy: RESTART,
        };
        beforeEach(() => {
            const { subsets } = named(second().endpoints, "helloworld-cluster1");
            const subset = subsets?.[0];
            change(subset, {
                notReadyAddresses: subset?.addresses,
                addresses: undefined,
            });
        });

        it("is a warning while that is so", () => {
            mesh.setGatewayAlive("cluster2", "cluster1", { seen: false });
            assert.deepEqual(findings(), [{ severity: "warning", ...takenOut }]);
        });

        it("is an error where nobody could read whether the gateway answers", () => {
            mesh.setGatewayAlive("cluster2", "cluster1", { failure: "no gateway_alive" });
            assert.deepEqual(findings(), [{ severity: "error", ...takenOut }]);
        });

        it("is an error when the gateway answers again", () => {
            assert.deepEqual(findings(), [{ severity: "error", ...takenOut }]);
        });
    });

    it("warns of a mirror of a Service that is not exported any more", () => {
        change(named(first().services, "helloworld").metadata, { labels: {} });
        assert.deepEqual(findings(), [
            {
                severity: "warning",
                where: LINK,
                code: "mirror-not-exported",
                what: "Service sample/helloworld-cluster1 mirrors one that cluster1 does not export",
                why: "Requests to it fail.",
                remedy: "kubectl --context cluster2 --namespace sample delete service helloworld-cluster1",
            },
        ]);
    });

    it("warns of a mirror without a Link, but not where only the Link is gone", () => {
        second().links = [];
        assert.deepEqual(findings(), []);
        const labels = { [MIRRORED]: "true", [OF]: "old" };
        second().services.push(service("shop", "cart-old", labels));
        assert.deepEqual(findings(), [
            {
                severity: "warning",
                where: "cluster2",
                code: "mirror-without-link",
                what: "Service shop/cart-old is a mirror of old, to which there is no Link",
                why: "Nobody keeps it up to date; requests to it go to an old gateway, or nowhere.",
                remedy: "kubectl --context cluster2 --namespace shop delete service cart-old",
            },
        ]);
        second().links.push({ metadata: make(V1ObjectMeta, { name: "old" }) });
        assert.deepEqual(findings(), []);
    });

    it("warns of a mirror of a cluster that only others are linked to", () => {
        mesh = new LinkedMesh(3);
        mesh.config = {
            ...mesh.config,
            sample: undefined,
            links: mesh.config.links.filter(
                ({ source, target }) => source !== "cluster2" || target !== "cluster1",
            ),
        };
        second().links = [];
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "Service sample/helloworld-cluster1 is a mirror of cluster1, to which there is no Link",
            ],
        );
    });

    it("takes a mirror for linked that one of several links is for", () => {
        mesh = new LinkedMesh(3);
        second().links = [];
        assert.deepEqual(findings(), []);
    });

    it("judges no mirrors of a cluster that does not answer", () => {
        mesh.kill("cluster1");
        second().services = [];
        assert.deepEqual(examined(mirroredServices, mesh.view()), {
            scope: "0 exported Services, 1 link",
            findings: [],
            notChecked: ["cluster1: its API server does not answer"],
        });
    });

    describe("the split of the sample", () => {
        const NOT_SPLIT = "Requests to helloworld are not split as the configuration says.";
        const CLUSTER = { severity: "error", where: "cluster2" };

        it("is missing", () => {
            second().trafficSplits = [];
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "split-missing",
                    what: "TrafficSplit sample/helloworld is missing",
                    why: NOT_SPLIT,
                    remedy: "pulumi up --refresh",
                },
            ]);
        });

        it("has other weights than the configuration", () => {
            const [split] = second().trafficSplits;
            change(split?.spec, {
                backends: [
                    { service: "helloworld", weight: 90 },
                    { service: "helloworld-cluster1", weight: "10" },
                ],
            });
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "split-weights-differ",
                    what: "TrafficSplit sample/helloworld has the weights helloworld 90, helloworld-cluster1 10, and the configuration helloworld 50, helloworld-cluster1 50",
                    why: NOT_SPLIT,
                    remedy: "pulumi up --refresh",
                },
            ]);
        });

        it("has the weights that the adaptor writes in another form", () => {
            const [profile] = second().serviceProfiles;
            const { config } = mesh;
            assert.ok(config.sample && profile?.spec?.dstOverrides);
            mesh.config = {
                ...config,
                sample: { ...config.sample, weights: { local: 9000, mirrored: 1 } },
            };
            change(second().trafficSplits[0]?.spec, {
                backends: [
                    { service: "helloworld", weight: 9000 },
                    { service: "helloworld-cluster1", weight: 1 },
                ],
            });
            const [local, mirrored] = profile.spec.dstOverrides;
            change(local, { weight: "9k" });
            change(mirrored, { weight: "1" });
            assert.deepEqual(findings(), []);
        });

        it("has weights of others that are no quantities", () => {
            const [profile] = second().serviceProfiles;
            change(profile?.spec?.dstOverrides?.[0], { weight: "half" });
            assert.deepEqual(
                findings().map(({ what }) => what),
                [
                    "the ServiceProfile of helloworld has the weights helloworld half, helloworld-cluster1 50, and its TrafficSplit helloworld 50, helloworld-cluster1 50",
                ],
            );
        });

        it("is one that the adaptor has not written for the proxies", () => {
            second().serviceProfiles = [];
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "split-not-applied",
                    what: "the ServiceProfile of helloworld has no weights, and its TrafficSplit helloworld 50, helloworld-cluster1 50",
                    why: "Proxies read the ServiceProfile, which the SMI adaptor has to write.",
                    remedy: "kubectl --context cluster2 --namespace linkerd-smi rollout restart deployment/smi-adaptor",
                },
            ]);
        });

        it("is one that nobody would write, since no adaptor runs", () => {
            second().serviceProfiles = [];
            remove(second().deployments, "smi-adaptor");
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "smi-adaptor-down",
                    what: "Deployment linkerd-smi/smi-adaptor is missing",
                    why: "Nobody turns TrafficSplits into what proxies read: changes have no effect.",
                    remedy: "helm --kube-context cluster2 --namespace linkerd-smi get manifest linkerd-smi | kubectl --context cluster2 apply --filename -",
                },
            ]);
        });

        it("is read of the sample's namespace, whatever others are called the same", () => {
            const [split] = second().trafficSplits;
            const [profile] = second().serviceProfiles;
            if (split === undefined || profile === undefined) throw new Error("no split");
            for (const [namespace, name] of [
                ["shop", undefined],
                ["sample", "cart"],
            ] as const) {
                second().trafficSplits.unshift({
                    metadata: make(V1ObjectMeta, { namespace, name: name ?? split.metadata.name }),
                });
                second().serviceProfiles.unshift({
                    metadata: make(V1ObjectMeta, {
                        namespace,
                        name: name ?? profile.metadata.name,
                    }),
                });
            }
            assert.deepEqual(findings(), []);
        });

        it("is one that nobody would write, since the adaptor is scaled to nothing", () => {
            const adaptor = named(second().deployments, "smi-adaptor");
            change(adaptor.spec, { replicas: 0 });
            change(adaptor, { status: {} });
            assert.deepEqual(
                findings().map(({ remedy }) => remedy),
                [
                    "kubectl --context cluster2 --namespace linkerd-smi scale deployment/smi-adaptor --replicas=1",
                ],
            );
        });

        it("is not asked for without the sample", () => {
            second().trafficSplits = [];
            mesh.config = { ...mesh.config, sample: undefined };
            assert.deepEqual(findings(), []);
        });
    });

    describe("the split of the sample by an HTTPRoute", () => {
        const NOT_SPLIT = "Requests to helloworld are not split as the configuration says.";
        const CLUSTER = { severity: "error", where: "cluster2" };
        const route = () => second().httpRoutes[0];
        const WIN =
            "Proxies follow a ServiceProfile before a route: HTTPRoute sample/helloworld has no effect.";
        const WITHOUT_WEIGHTS = `kubectl --context cluster2 --namespace sample patch serviceprofiles.linkerd.io helloworld.sample.svc.cluster.local --type=json '--patch=[{"op":"remove","path":"/spec/dstOverrides"}]'`;
        const former = () => new LinkedMesh().kubernetes("cluster2").trafficSplits;

        beforeEach(() => {
            mesh = new LinkedMesh(2, "edge-25.10.7");
        });

        it("is missing", () => {
            second().httpRoutes = [];
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "split-missing",
                    what: "HTTPRoute sample/helloworld is missing",
                    why: NOT_SPLIT,
                    remedy: "pulumi up --refresh",
                },
            ]);
        });

        it("is not there yet, and the TrafficSplit still is", () => {
            second().httpRoutes = [];
            second().trafficSplits = former();
            assert.deepEqual(findings(), [
                {
                    severity: "warning",
                    where: "cluster2",
                    code: "split-missing",
                    what: "HTTPRoute sample/helloworld is missing, and TrafficSplit sample/helloworld is still there",
                    why: "The update is not through: the TrafficSplit shares the requests until the route is there. `pulumi up` goes on with it.",
                    remedy: "pulumi up --refresh",
                },
            ]);
        });

        it("has other weights than the configuration, one of them unwritten", () => {
            const backendRefs = [
                { name: "helloworld", weight: 90 },
                { name: "helloworld-cluster1" },
            ];
            change(route()?.spec, { rules: [{ backendRefs }] });
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "split-weights-differ",
                    what: "HTTPRoute sample/helloworld has the weights helloworld 90, helloworld-cluster1 1, and the configuration helloworld 50, helloworld-cluster1 50",
                    why: NOT_SPLIT,
                    remedy: "pulumi up --refresh",
                },
            ]);
        });

        for (const [parentRefs, found] of [
            [[{ kind: "Service", name: "cart" }], "Service cart"],
            [[], "nothing"],
        ] as const) {
            it(`is for ${found}`, () => {
                change(route()?.spec, { parentRefs });
                assert.deepEqual(findings(), [
                    {
                        ...CLUSTER,
                        code: "split-not-applied",
                        what: `HTTPRoute sample/helloworld is for ${found}, not for Service helloworld`,
                        why: NOT_SPLIT,
                        remedy: "pulumi up --refresh",
                    },
                ]);
            });
        }

        it("is one that weights in the ServiceProfile win over", () => {
            second().serviceProfiles.push(splitProfile("cluster1"));
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "split-overridden",
                    what: "the ServiceProfile of helloworld has the weights helloworld 50, helloworld-cluster1 50 in dstOverrides",
                    why: WIN,
                    remedy: WITHOUT_WEIGHTS,
                },
            ]);
        });

        it("waits for the update to end the TrafficSplit", () => {
            second().serviceProfiles.push(splitProfile("cluster1"));
            second().trafficSplits = former();
            assert.deepEqual(findings(), [
                {
                    ...CLUSTER,
                    code: "split-overridden",
                    what: "the ServiceProfile of helloworld has the weights helloworld 50, helloworld-cluster1 50 in dstOverrides, and TrafficSplit sample/helloworld is still there",
                    why: `${WIN} The update that ends the TrafficSplit is not through.`,
                    remedy: "pulumi up --refresh",
                },
            ]);
        });

        it("loses to a TrafficSplit of somebody else, which goes before its weights", () => {
            second().serviceProfiles.push(splitProfile("cluster1"));
            second().trafficSplits = former();
            change(second().trafficSplits[0]?.metadata, { managedFields: [] });
            assert.deepEqual(
                findings().map(({ remedy }) => remedy),
                [
                    `kubectl --context cluster2 --namespace sample delete trafficsplits.split.smi-spec.io helloworld\n${WITHOUT_WEIGHTS}`,
                ],
            );
        });

        it("is one of several: ServiceProfiles of others with weights are named in every cluster", () => {
            const profile = splitProfile("cluster1");
            change(profile.metadata, { namespace: "shop", name: "cart.shop.svc.cluster.local" });
            change(profile.spec, {
                dstOverrides: [{ authority: "cart-old.shop.svc.cluster.local", weight: "1" }],
            });
            const plain = splitProfile("cluster1");
            change(plain.metadata, { namespace: "shop" });
            change(plain, { spec: {} });
            first().serviceProfiles.push(profile, plain);
            assert.deepEqual(findings(), [
                {
                    severity: "warning",
                    where: "cluster1",
                    code: "route-overridden",
                    what: "ServiceProfile shop/cart.shop.svc.cluster.local shares requests by dstOverrides: cart-old.shop.svc.cluster.local 1",
                    why: "Proxies follow them before any HTTPRoute of the Service. Without linkerd-smi nobody writes them anew when its TrafficSplit changes.",
                    remedy: `kubectl --context cluster1 --namespace shop patch serviceprofiles.linkerd.io cart.shop.svc.cluster.local --type=json '--patch=[{"op":"remove","path":"/spec/dstOverrides"}]'  # or keep linkerd-smi: sample.split TrafficSplit`,
                },
            ]);
        });

        it("leaves the weights of others to linkerd-smi where it is kept", () => {
            const { smi } = new LinkedMesh().config.charts;
            mesh.config = { ...mesh.config, charts: { ...mesh.config.charts, smi } };
            const profile = splitProfile("cluster1");
            change(profile.metadata, { namespace: "shop" });
            first().serviceProfiles.push(profile);
            assert.deepEqual(findings(), []);
        });

        it("is a TrafficSplit with 2.19 too, where the configuration says so", () => {
            const { sample, charts } = new LinkedMesh().config;
            mesh.config = {
                ...mesh.config,
                sample,
                charts: { ...mesh.config.charts, smi: charts.smi },
            };
            assert.deepEqual(
                findings().map(({ what }) => what),
                ["TrafficSplit sample/helloworld is missing"],
            );
        });
    });

    it("is mended by the controller that the chart makes, from 2.19 on", () => {
        mesh = new LinkedMesh(2, "edge-25.10.7");
        remove(second().services, "helloworld-cluster1");
        assert.deepEqual(
            findings().map(({ severity, remedy }) => [severity, remedy]),
            [["error", RESTART.replace("linkerd-service-mirror", "controller")]],
        );
        change(named(second().deployments, "controller-cluster1"), { status: {} });
        assert.deepEqual(
            findings().map(({ severity }) => severity),
            ["warning"],
        );
    });
});
