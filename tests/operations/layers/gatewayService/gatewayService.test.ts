import { V1DeploymentStatus, V1ObjectMeta, V1ServiceStatus } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import type { ReportedFinding } from "../../../../operations/report/doctorReport";
import { gatewayService } from "../../../../operations/layers/gatewayService/gatewayService";
import type { PlainClusterConfig } from "../../../../stacks/configuration/types/plainConfig";
import { examined } from "../../support/examined";
import { make } from "../../support/kubernetesObjects";
import {
    change,
    named,
    remove,
    type ChangeableKubernetes,
    type LinkedMesh,
} from "../../support/linkedMesh";
import { loadBalancer, speaker } from "../../support/platform";
import { healthyMesh, healthyView } from "../../support/views";

const INSTALL =
    "kubectl --context cluster2 apply --filename https://raw.githubusercontent.com/metallb/metallb/v0.14.9/config/manifests/metallb-native.yaml";
const WAITS =
    "MetalLB gives the gateway no address, and `pulumi up` waits for it until its time is over.";
const NO_ADDRESS =
    "Services of type LoadBalancer get no address: `pulumi up` waits for the gateway's until its time is over.";
const CHART =
    "helm --kube-context cluster2 --namespace linkerd-multicluster get manifest linkerd-multicluster | kubectl --context cluster2 apply --filename -";
const METALLB = "kubectl --context cluster2 --namespace metallb-system";
const ELSEWHERE =
    "Links, floating IP and node rules lead to an address that the gateway does not have.";

function configure(mesh: LinkedMesh, gateway: PlainClusterConfig["gateway"]): void {
    mesh.config = {
        ...mesh.config,
        clusters: mesh.config.clusters.map((cluster) =>
            cluster.name === "cluster2" ? { ...cluster, gateway } : cluster,
        ),
    };
}

describe("layer gateway-service", () => {
    let mesh: LinkedMesh;
    let second: ChangeableKubernetes;
    const findings = (pre = false) =>
        examined(gatewayService, { ...healthyView(mesh), pre }).findings;
    const moveTo = (ip: string) => {
        const { status } = loadBalancer("linkerd-multicluster", "linkerd-gateway", ip);
        named(second.services, "linkerd-gateway").status = status;
    };
    const broken = (
        finding: Pick<ReportedFinding, "code" | "what" | "why" | "remedy">,
    ): ReportedFinding => ({
        severity: "error",
        where: "cluster2",
        ...finding,
    });

    beforeEach(() => {
        mesh = healthyMesh();
        second = mesh.kubernetes("cluster2");
    });

    it("has nothing to say of gateways with their addresses", () => {
        assert.deepEqual(examined(gatewayService, healthyView(mesh)), {
            findings: [],
            scope: "MetalLB, 10.10.0.150, 10.20.0.150",
            notChecked: [],
        });
    });

    it("names a cluster without a pool once, with one that holds the pinned address", () => {
        second.ipAddressPools = [];
        second.l2Advertisements = [];
        assert.deepEqual(findings(true), [
            broken({
                code: "address-pool-missing",
                what: "MetalLB has no IPAddressPool",
                why: NO_ADDRESS,
                remedy: `kubectl --context cluster2 apply --filename - <<'EOF'
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: linkerd-gateway, namespace: metallb-system}
spec: {addresses: ["10.20.0.150/32"]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: linkerd-gateway, namespace: metallb-system}
spec: {ipAddressPools: [linkerd-gateway]}
EOF`,
            }),
        ]);
    });

    it("names a controller that does not run", () => {
        const controller = named(second.deployments, "controller");
        if (controller.spec !== undefined) controller.spec.replicas = 0;
        controller.status = make(V1DeploymentStatus, { availableReplicas: 0 });
        assert.deepEqual(findings(), [
            broken({
                code: "metallb-controller-down",
                what: "MetalLB gives no addresses: Deployment metallb-system/controller is scaled to no replica: none of its pods runs",
                why: "A gateway Service that is made or changed gets no address; one that has an address keeps it.",
                remedy: `${METALLB} scale deployment/controller --replicas=1`,
            }),
        ]);
    });

    it("names a controller that is missing", () => {
        remove(second.deployments, "controller");
        assert.deepEqual(
            findings().map(({ what, remedy }) => [what, remedy]),
            [
                [
                    "MetalLB gives no addresses: Deployment metallb-system/controller is missing",
                    INSTALL,
                ],
            ],
        );
    });

    it("warns of a node without a speaker, and errs where there is none at all", () => {
        second.pods.push(speaker("cluster2-node2", false));
        const restart = `${METALLB} rollout restart daemonset/speaker`;
        assert.deepEqual(findings(), [
            {
                severity: "warning",
                where: "cluster2",
                code: "metallb-speaker-down",
                what: "MetalLB's speaker is not ready on cluster2-node2",
                why: "The address of the gateway cannot move to these nodes when the one that has it fails.",
                remedy: restart,
            },
        ]);
        remove(second.pods, "speaker-cluster2-node1");
        const NOBODY =
            "Nobody answers for the address of the gateway on the network of the nodes: it cannot be reached.";
        assert.deepEqual(findings(), [
            broken({
                code: "metallb-speaker-down",
                what: "MetalLB's speaker is not ready on cluster2-node2",
                why: NOBODY,
                remedy: restart,
            }),
        ]);
        remove(second.pods, "speaker-cluster2-node2");
        assert.deepEqual(findings(), [
            broken({
                code: "metallb-speaker-down",
                what: "MetalLB has no speaker in namespace metallb-system",
                why: NOBODY,
                remedy: INSTALL,
            }),
        ]);
    });

    it("finds MetalLB as its Helm chart makes it, and no other thing of the same labels", () => {
        const label = "app.kubernetes.io/component";
        const controller = named(second.deployments, "controller");
        change(controller.metadata, {
            name: "metallb-controller",
            labels: { [label]: "controller" },
        });
        const elsewhere = structuredClone(controller);
        change(elsewhere, { status: {} });
        change(elsewhere.metadata, { name: "ingress", namespace: "ingress-nginx" });
        second.deployments.unshift(elsewhere);
        const [own] = second.pods.filter(
            ({ metadata }) => metadata?.namespace === "metallb-system",
        );
        change(own?.metadata, { labels: { [label]: "speaker" } });
        const [waiting, foreign] = [
            speaker("cluster2-node2", false),
            speaker("cluster2-node3", false),
        ];
        change(waiting.metadata, { labels: { [label]: "controller" } });
        change(foreign.metadata, { namespace: "shop" });
        second.pods.push(waiting, foreign);
        assert.deepEqual(findings(), []);
    });

    it("restarts the DaemonSet that a speaker is of", () => {
        const silent = speaker("cluster2-node2", false);
        const own = { apiVersion: "apps/v1", kind: "DaemonSet", name: "metallb-speaker", uid: "1" };
        change(silent.metadata, { ownerReferences: [own] });
        second.pods.unshift(silent);
        assert.deepEqual(
            findings().map(({ remedy }) => remedy),
            [`${METALLB} rollout restart daemonset/metallb-speaker`],
        );
    });

    it("has nothing to say of a gateway without an address before the first update, where one is free", () => {
        configure(mesh, { replicas: 1 });
        remove(second.services, "linkerd-gateway");
        assert.deepEqual(examined(gatewayService, { ...healthyView(mesh), pre: true }), {
            findings: [],
            scope: "MetalLB, 10.10.0.150, an address of a pool",
            notChecked: [],
        });
    });

    it("shows the address that the Service has, not the pinned one", () => {
        moveTo("10.20.0.151");
        assert.equal(
            examined(gatewayService, healthyView(mesh)).scope,
            "MetalLB, 10.10.0.150, 10.20.0.151",
        );
    });

    it("names a pinned address that is in no pool", () => {
        configure(mesh, { ip: "10.20.0.99", replicas: 1 });
        assert.deepEqual(findings(true), [
            broken({
                code: "address-pool-unsuitable",
                what: "no IPAddressPool holds gateway.ip 10.20.0.99: there is primary (10.20.0.150-10.20.0.159)",
                why: WAITS,
                remedy: `${METALLB} patch ipaddresspools.metallb.io primary --type=merge --patch '{"spec":{"addresses":["10.20.0.150-10.20.0.159","10.20.0.99/32"]}}'`,
            }),
        ]);
    });

    it("names pools that give nothing by themselves, where no address is pinned", () => {
        configure(mesh, { replicas: 1 });
        const pool = named(second.ipAddressPools, "primary");
        second.ipAddressPools = [
            { ...pool, spec: { addresses: ["10.20.0.150/32"], autoAssign: false } },
        ];
        assert.deepEqual(findings(true), [
            broken({
                code: "address-pool-unsuitable",
                what: "no IPAddressPool gives addresses by itself: primary (10.20.0.150/32) have autoAssign: false, and gateway.ip is not configured",
                why: WAITS,
                remedy: `${METALLB} patch ipaddresspools.metallb.io primary --type=merge --patch '{"spec":{"autoAssign":true}}'`,
            }),
        ]);
    });

    it("names a pinned address of another Service, and another address that is free", () => {
        remove(second.services, "linkerd-gateway");
        second.services.push(loadBalancer("default", "occupant", "10.20.0.150"));
        assert.deepEqual(findings(true), [
            broken({
                code: "gateway-address-taken",
                what: "gateway.ip 10.20.0.150 belongs to Service default/occupant",
                why: "MetalLB gives an address to one Service only: the gateway gets none, and `pulumi up` waits for it until its time is over.",
                remedy: "pulumi config set --path 'clusters[1].gateway.ip' 10.20.0.151",
            }),
        ]);
    });

    it("names a pool in which nothing is free", () => {
        configure(mesh, { replicas: 1 });
        remove(second.services, "linkerd-gateway");
        const pool = named(second.ipAddressPools, "primary");
        second.ipAddressPools = [{ ...pool, spec: { addresses: ["10.20.0.150/32"] } }];
        second.services.push(loadBalancer("default", "occupant", "10.20.0.150"));
        assert.deepEqual(findings(true), [
            broken({
                code: "address-pool-exhausted",
                what: "no address is free in primary (10.20.0.150/32)",
                why: WAITS,
                remedy: `${METALLB} edit ipaddresspools.metallb.io primary`,
            }),
        ]);
        // Of a gateway that has its address already, nothing more is asked.
        second.services.push(loadBalancer("linkerd-multicluster", "linkerd-gateway", "10.20.0.9"));
        assert.deepEqual(findings(true), []);
        remove(second.services, "linkerd-gateway");
        configure(mesh, { ip: "10.20.0.150", replicas: 1 });
        assert.deepEqual(
            findings(true).map(({ remedy }) => remedy),
            [
                "kubectl --context cluster2 --namespace default delete service occupant  # or give the pool more addresses",
            ],
        );
    });

    const announcements: [string, object, boolean][] = [
        ["without pools, for all of them", {}, true],
        ["by its labels", { ipAddressPoolSelectors: [{ matchLabels: { site: "a" } }] }, true],
        ["of another pool", { ipAddressPools: ["other"] }, false],
        ["of other labels", { ipAddressPoolSelectors: [{ matchLabels: { site: "b" } }] }, false],
    ];
    for (const [title, spec, isAnnounced] of announcements) {
        it(`${isAnnounced ? "takes" : "does not take"} an announcement ${title}`, () => {
            const pool = named(second.ipAddressPools, "primary");
            pool.metadata.labels = { site: "a" };
            second.l2Advertisements = [{ metadata: make(V1ObjectMeta, { name: "other" }), spec }];
            assert.deepEqual(
                findings(true),
                isAnnounced
                    ? []
                    : [
                          broken({
                              code: "address-pool-unannounced",
                              what: "no L2Advertisement or BGPAdvertisement announces the IPAddressPool primary (10.20.0.150-10.20.0.159)",
                              why: "The gateway gets its address, but nobody answers for it on the network of the nodes.",
                              remedy: `kubectl --context cluster2 apply --filename - <<'EOF'
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: primary, namespace: metallb-system}
spec: {ipAddressPools: [primary]}
EOF`,
                          }),
                      ],
            );
        });
    }

    it("takes one announcement of one pool among several, in the namespace of the pools", () => {
        configure(mesh, { replicas: 1 });
        const [pool] = second.ipAddressPools;
        if (pool === undefined) throw new Error("no pool");
        const other = {
            ...pool,
            metadata: make(V1ObjectMeta, { name: "b", namespace: "metallb" }),
        };
        second.ipAddressPools = [other, pool];
        const announcement = (name: string) => ({
            metadata: make(V1ObjectMeta, { name }),
            spec: { ipAddressPools: [name] },
        });
        second.l2Advertisements = [announcement("none"), announcement("primary")];
        const announced = () => findings(true).filter(({ what }) => what.includes("announces"));
        assert.deepEqual(announced(), []);
        second.l2Advertisements = [announcement("none")];
        assert.deepEqual(
            announced().map(({ remedy }) => remedy.split("\n")[3]),
            ["metadata: {name: b, namespace: metallb}"],
        );
    });

    it("takes an announcement by BGP", () => {
        second.bgpAdvertisements = second.l2Advertisements;
        second.l2Advertisements = [];
        assert.deepEqual(findings(), []);
    });

    it("names a Service that is missing", () => {
        remove(second.services, "linkerd-gateway");
        assert.deepEqual(findings(), [
            broken({
                code: "gateway-service-missing",
                what: "Service linkerd-multicluster/linkerd-gateway is missing",
                why: "No other cluster can send requests to this one.",
                remedy: CHART,
            }),
        ]);
    });

    it("names a Service without an address, unless MetalLB explains it", () => {
        named(second.services, "linkerd-gateway").status = make(V1ServiceStatus, {});
        assert.deepEqual(findings(), [
            broken({
                code: "gateway-address-missing",
                what: "Service linkerd-multicluster/linkerd-gateway has no address",
                why: "No other cluster can send requests to this one.",
                remedy: "kubectl --context cluster2 --namespace linkerd-multicluster describe service linkerd-gateway",
            }),
        ]);
        second.ipAddressPools = [];
        assert.deepEqual(
            findings().map(({ what }) => what),
            ["MetalLB has no IPAddressPool"],
        );
    });

    it("names an address that is not the pinned one", () => {
        moveTo("10.20.0.151");
        assert.deepEqual(findings(), [
            broken({
                code: "gateway-address-differs",
                what: "Service linkerd-multicluster/linkerd-gateway has the address 10.20.0.151, and gateway.ip is 10.20.0.150",
                why: ELSEWHERE,
                remedy: CHART,
            }),
        ]);
    });

    it("names an address that the last update did not see", () => {
        configure(mesh, { replicas: 1 });
        moveTo("10.20.0.151");
        assert.deepEqual(findings(), [
            broken({
                code: "gateway-address-differs",
                what: "Service linkerd-multicluster/linkerd-gateway has the address 10.20.0.151, and `pulumi up` saw 10.20.0.150",
                why: ELSEWHERE,
                remedy: "pulumi up --refresh",
            }),
        ]);
    });

    it("names an address that was configured after the last update", () => {
        configure(mesh, { ip: "10.20.0.152", replicas: 1 });
        assert.deepEqual(findings(), [
            broken({
                code: "gateway-address-differs",
                what: "gateway.ip is 10.20.0.152 in the configuration, and `pulumi up` made 10.20.0.150",
                why: ELSEWHERE,
                remedy: "pulumi up",
            }),
        ]);
    });

    it("names a Service that leads to no pod, with what keeps them away", () => {
        remove(second.endpoints, "linkerd-gateway");
        const gateway = named(second.deployments, "linkerd-gateway");
        if (gateway.spec !== undefined) gateway.spec.replicas = 0;
        gateway.status = make(V1DeploymentStatus, {});
        assert.deepEqual(findings(), [
            broken({
                code: "gateway-without-pods",
                what: "Service linkerd-multicluster/linkerd-gateway leads to no ready pod: Deployment linkerd-multicluster/linkerd-gateway is scaled to no replica: none of its pods runs",
                why: "The address of the gateway answers nobody: requests of all other clusters to this one fail.",
                remedy: "kubectl --context cluster2 --namespace linkerd-multicluster scale deployment/linkerd-gateway --replicas=1",
            }),
        ]);
    });

    it("does not ask for MetalLB where the load balancer's address is public", () => {
        const view = healthyView(mesh);
        const clusters = view.clusters.map((cluster) => {
            if (!("seen" in cluster.kubernetes)) throw new Error("nothing was seen");
            const seen = { ...cluster.kubernetes.seen, ipAddressPools: undefined };
            return { ...cluster, kubernetes: { seen } };
        });
        assert.deepEqual(examined(gatewayService, { ...view, clusters }).findings, []);
        const behindNat = clusters.map((cluster) => ({
            ...cluster,
            config: { ...cluster.config, openstack: OPENSTACK },
        }));
        assert.deepEqual(
            examined(gatewayService, { ...view, clusters: behindNat }).findings.map(
                ({ severity, code, what }) => [severity, code, what],
            ),
            Array.from({ length: 2 }, () => [
                "error",
                "metallb-missing",
                "MetalLB is not installed: the cluster has no kind IPAddressPool",
            ]),
        );
    });
});

const OPENSTACK: NonNullable<PlainClusterConfig["openstack"]> = {
    cloud: { authUrl: "https://keystone.example/v3" },
    network: "network",
    floatingIp: { pool: "public" },
    addressPairs: "check",
};
