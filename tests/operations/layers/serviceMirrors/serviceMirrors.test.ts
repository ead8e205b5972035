import assert from "node:assert/strict";
import { LINKERD_2_19 } from "../../../../components/linkerd/generations";
import { serviceMirrors } from "../../../../operations/layers/serviceMirrors/serviceMirrors";
import { examined } from "../../support/examined";
import { deployment } from "../../support/kubernetesObjects";
import { NOW } from "../../support/links";
import { change, LinkedMesh, named, remove } from "../../support/linkedMesh";
import { healthyMesh } from "../../support/views";

const LINK = { severity: "error", where: "cluster1-to-cluster2" };
const MC = "kubectl --context cluster1 --namespace linkerd-multicluster";
const MIRROR = "linkerd-service-mirror-cluster2";
const RESTART = `${MC} rollout restart deployment/${MIRROR}`;
const NOT_FOLLOWED =
    "What the target exports from now on does not appear here, and nobody notices when its gateway dies.";
const PROBE =
    "The service mirror probes the gateway through it, and takes a gateway that does not answer for dead.";

describe("serviceMirrors", () => {
    let mesh: LinkedMesh;
    const findings = () => examined(serviceMirrors, mesh.view()).findings;
    const first = () => mesh.kubernetes("cluster1");
    const lease = () => named(first().leases, "service-mirror-write-cluster2").spec;

    beforeEach(() => {
        mesh = new LinkedMesh();
    });

    it("has nothing to say of a healthy mesh", () => {
        assert.deepEqual(examined(serviceMirrors, mesh.view()), {
            scope: "2 service mirrors, their leases and probes",
            findings: [],
            notChecked: [],
        });
    });

    it("names a controller that is scaled to nothing, and not what only follows from it", () => {
        const found = named(first().deployments, MIRROR);
        change(found.spec, { replicas: 0 });
        change(found, { status: {} });
        first().leases = [];
        first().endpoints = [];
        mesh.setGatewayAlive("cluster1", "cluster2", { failure: "nobody holds the Lease" });
        assert.deepEqual(examined(serviceMirrors, mesh.view()), {
            scope: "2 service mirrors, their leases and probes",
            findings: [
                {
                    ...LINK,
                    code: "service-mirror-down",
                    what: `Deployment linkerd-multicluster/${MIRROR} is scaled to no replica: none of its pods runs`,
                    why: NOT_FOLLOWED,
                    remedy: `${MC} scale deployment/${MIRROR} --replicas=1`,
                },
            ],
            notChecked: [],
        });
    });

    it("wants as many replicas as the program makes with high availability", () => {
        const found = named(first().deployments, MIRROR);
        change(found.spec, { replicas: 0 });
        change(found, { status: {} });
        mesh.config = { ...mesh.config, highAvailability: true };
        assert.deepEqual(
            findings().map(({ remedy }) => remedy),
            [`${MC} scale deployment/${MIRROR} --replicas=3`],
        );
    });

    it("names a controller that is missing", () => {
        remove(first().deployments, MIRROR);
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "service-mirror-down",
                what: `Deployment linkerd-multicluster/${MIRROR} is missing`,
                why: NOT_FOLLOWED,
                remedy: "pulumi up --refresh",
            },
        ]);
    });

    it("warns of a second controller of the same link", () => {
        const labels = { "mirror.linkerd.io/cluster-name": "cluster2" };
        first().deployments.push(deployment("linkerd-multicluster", "controller-cluster2", labels));
        assert.deepEqual(findings(), [
            {
                severity: "warning",
                where: "cluster1-to-cluster2",
                code: "service-mirror-duplicate",
                what: "Deployment linkerd-multicluster/controller-cluster2 mirrors cluster2 too",
                why: "Two controllers write the same mirrors, and take turns at undoing what the other did.",
                remedy: `${MC} delete deployment controller-cluster2`,
            },
        ]);
    });

    describe("that the chart makes", () => {
        const CHART_AGAIN =
            "helm --kube-context cluster1 --namespace linkerd-multicluster get manifest linkerd-multicluster | kubectl --context cluster1 apply --filename -";

        for (const linkerd of ["edge-25.10.7", "edge-26.7.1"] as const) {
            it(`are named as ${linkerd} names them, and made by their chart again`, () => {
                mesh = new LinkedMesh(2, linkerd);
                remove(first().deployments, "controller-cluster2");
                remove(mesh.kubernetes("cluster2").services, "probe-cluster1");
                assert.deepEqual(findings(), [
                    {
                        ...LINK,
                        code: "service-mirror-down",
                        what: "Deployment linkerd-multicluster/controller-cluster2 is missing",
                        why: NOT_FOLLOWED,
                        remedy: CHART_AGAIN,
                    },
                    {
                        ...LINK,
                        where: "cluster2-to-cluster1",
                        code: "probe-service-missing",
                        what: "Service linkerd-multicluster/probe-cluster1 is missing",
                        why: PROBE,
                        remedy: CHART_AGAIN.replaceAll("cluster1", "cluster2"),
                    },
                ]);
            });
        }

        it("are restarted, and show their log, under their own names", () => {
            mesh = new LinkedMesh(2, "edge-25.10.7");
            first().leases = [];
            remove(first().endpoints, "probe-cluster2");
            mesh.setGatewayAlive("cluster1", "cluster2", { seen: false });
            const restart = `${MC} rollout restart deployment/controller-cluster2`;
            assert.deepEqual(
                findings().map(({ code, remedy }) => [code, remedy]),
                [
                    ["probe-endpoints-differ", restart],
                    ["lease-not-held", restart],
                    [
                        "gateway-dead",
                        `${MC} logs deployment/controller-cluster2 --container=controller --tail=20`,
                    ],
                ],
            );
        });

        it("are as many as the chart is told to make with high availability", () => {
            mesh = new LinkedMesh(2, "edge-25.10.7");
            mesh.config = { ...mesh.config, highAvailability: true };
            const found = named(first().deployments, "controller-cluster2");
            change(found.spec, { replicas: 0 });
            change(found, { status: {} });
            const { controllerDefaults } = LINKERD_2_19.multicluster({
                registry: "registry",
                targets: [],
                trustAnchorsHash: "hash",
                highAvailability: true,
            }) as { controllerDefaults: { replicas: number } };
            assert.deepEqual(
                findings().map(({ remedy }) => remedy),
                [
                    `${MC} scale deployment/controller-cluster2 --replicas=${controllerDefaults.replicas}`,
                ],
            );
        });
    });

    describe("while an update goes on", () => {
        const FORMER = {
            severity: "warning",
            where: "cluster1-to-cluster2",
            code: "service-mirror-of-other-version",
            why: "The update to edge-25.10.7 is not through: it has not begun here, or it was interrupted. `pulumi up` goes on with it.",
            remedy: "pulumi up --refresh",
        };
        const former = () => new LinkedMesh().kubernetes("cluster1");

        beforeEach(() => {
            mesh = new LinkedMesh(2, "edge-25.10.7");
        });

        it("are there twice, which the update ends", () => {
            first().deployments.push(named(former().deployments, MIRROR));
            first().services.push(named(former().services, "probe-gateway-cluster2"));
            assert.deepEqual(findings(), [
                {
                    ...FORMER,
                    what: `Deployment linkerd-multicluster/${MIRROR} and Service linkerd-multicluster/probe-gateway-cluster2 are of Linkerd 2.14, and linkerdVersion is edge-25.10.7`,
                },
            ]);
        });

        it("may have left the Service for probes of before alone", () => {
            first().services.push(named(former().services, "probe-gateway-cluster2"));
            assert.deepEqual(findings(), [
                {
                    ...FORMER,
                    what: "Service linkerd-multicluster/probe-gateway-cluster2 is of Linkerd 2.14, and linkerdVersion is edge-25.10.7",
                },
            ]);
        });

        it("are those of before until it comes to them, and judged under their names", () => {
            const { deployments, services, endpoints } = former();
            Object.assign(first(), { deployments, services, endpoints, leases: [] });
            assert.deepEqual(
                findings().map(({ code, remedy }) => [code, remedy]),
                [
                    ["service-mirror-of-other-version", "pulumi up --refresh"],
                    ["lease-not-held", RESTART],
                ],
            );
        });

        it("are no leftovers of it where somebody else made them", () => {
            const foreign = named(former().deployments, MIRROR);
            change(foreign.metadata, { managedFields: [{ manager: "kubectl-client-side-apply" }] });
            first().deployments.push(foreign);
            assert.deepEqual(
                findings().map(({ code, remedy }) => [code, remedy]),
                [["service-mirror-duplicate", `${MC} delete deployment ${MIRROR}`]],
            );
        });

        it("cannot go back to a version before them", () => {
            const later = healthyMesh("edge-26.7.1").kubernetes("cluster1");
            mesh = new LinkedMesh();
            first().deployments.push(named(later.deployments, "controller-cluster2"));
            assert.deepEqual(findings(), [
                {
                    ...FORMER,
                    what: "Deployment linkerd-multicluster/controller-cluster2 is of Linkerd 2.20, and linkerdVersion is stable-2.14.10",
                    why: "The cluster has been updated already. There is no way back to stable-2.14.10: the API server stores Links in a later version.",
                    remedy: "pulumi config set linkerdVersion edge-26.7.1\npulumi up",
                },
            ]);
        });
    });

    it("names a lease that nobody holds", () => {
        first().leases = [];
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "lease-not-held",
                what: "nobody holds Lease linkerd-multicluster/service-mirror-write-cluster2",
                why: "Without a leader none of the replicas mirrors.",
                remedy: RESTART,
            },
        ]);
    });

    const renewed = (secondsAgo: number) => {
        change(lease(), {
            renewTime: new Date(NOW.getTime() - secondsAgo * 1000).toISOString(),
        });
    };

    it("takes a lease that is late by no more than clocks may differ", () => {
        renewed(90);
        assert.deepEqual(findings(), []);
    });

    it("names a lease whose holder hangs", () => {
        renewed(91);
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "lease-not-renewed",
                what: `${MIRROR}-5f7d-abcde holds Lease linkerd-multicluster/service-mirror-write-cluster2 of 30 s and has not renewed it for 91 s`,
                why: "The leader hangs or cannot reach its API server, and no other replica has taken over. Or the clock of this machine is ahead.",
                remedy: RESTART,
            },
        ]);
    });

    it("names a Service for probes that is missing", () => {
        remove(first().services, "probe-gateway-cluster2");
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "probe-service-missing",
                what: "Service linkerd-multicluster/probe-gateway-cluster2 is missing",
                why: PROBE,
                remedy: "pulumi up --refresh",
            },
        ]);
    });

    it("names probes that go elsewhere than the Link says", () => {
        const { subsets } = named(first().endpoints, "probe-gateway-cluster2");
        change(subsets?.[0], { addresses: [{ ip: "10.20.0.151" }] });
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "probe-endpoints-differ",
                what: "Endpoints linkerd-multicluster/probe-gateway-cluster2 lead to 10.20.0.151:4191, and the Link says 10.20.0.150:4191",
                why: PROBE,
                remedy: RESTART,
            },
        ]);
    });

    it("takes probes that go to a gateway that is not ready, which is told of it, for right", () => {
        const { subsets } = named(first().endpoints, "probe-gateway-cluster2");
        const [subset] = subsets ?? [];
        change(subset, { notReadyAddresses: subset?.addresses, addresses: undefined });
        assert.deepEqual(findings(), []);
    });

    it("looks for the Service for probes in the namespace of the extension", () => {
        const probe = named(first().services, "probe-gateway-cluster2");
        change(probe.metadata, { namespace: "shop" });
        assert.deepEqual(
            findings().map(({ what }) => what),
            ["Service linkerd-multicluster/probe-gateway-cluster2 is missing"],
        );
    });

    it("names probes that go nowhere", () => {
        remove(first().endpoints, "probe-gateway-cluster2");
        assert.deepEqual(
            findings().map(({ what }) => what),
            [
                "Endpoints linkerd-multicluster/probe-gateway-cluster2 lead nowhere, and the Link says 10.20.0.150:4191",
            ],
        );
    });

    it("takes a Link with several addresses, in any order, and one with a host name", () => {
        const { spec } = named(first().links, "cluster2");
        change(spec, { gatewayAddress: "10.20.0.151,10.20.0.150" });
        const { subsets } = named(first().endpoints, "probe-gateway-cluster2");
        change(subsets?.[0], {
            addresses: [{ ip: "10.20.0.150" }, { ip: "10.20.0.151" }],
        });
        assert.deepEqual(findings(), []);
        for (const gatewayAddress of ["gateway.example", "10.20.0.152,gateway.example"]) {
            change(spec, { gatewayAddress });
            assert.deepEqual(findings(), []);
        }
    });

    it("names a gateway that does not answer, and where to read why", () => {
        mesh.setGatewayAlive("cluster1", "cluster2", { seen: false });
        assert.deepEqual(findings(), [
            {
                ...LINK,
                code: "gateway-dead",
                what: "the gateway of cluster2 does not answer the probes at 10.20.0.150:4191: gateway_alive is 0",
                why: "No request reaches cluster2. Repair what is found in the layers above first: it ends by itself some seconds later. With nothing found there, these lines say why each probe failed.",
                remedy: `${MC} logs deployment/${MIRROR} --container=service-mirror --tail=20`,
            },
        ]);
    });

    it("says where it could not read whether the gateway answers", () => {
        mesh.setGatewayAlive("cluster1", "cluster2", {
            failure: "the metrics have no gateway_alive",
        });
        mesh.kill("cluster2");
        assert.deepEqual(examined(serviceMirrors, mesh.view()), {
            scope: "1 service mirror, their leases and probes",
            findings: [],
            notChecked: [
                "cluster2: its API server does not answer",
                "cluster1-to-cluster2: the metrics have no gateway_alive",
            ],
        });
    });
});
