import assert from "node:assert/strict";
import type { Decision } from "../../../operations/configure/decisions";
import { draftSite, type ClusterFacts, type SiteDraft } from "../../../operations/configure/site";
import type { SiteCluster } from "../../../operations/configure/siteView";
import { make } from "../support/kubernetesObjects";
import {
    addressPool,
    balancer,
    siteCluster,
    siteFacts,
    siteKubernetes,
    siteNetwork,
    siteNode,
    sitePort,
    siteProject,
} from "../support/site";
import { V1ConfigMap, V1ObjectMeta } from "@kubernetes/client-node";

const OPTIONS = { sample: false };

function draft(first: SiteCluster, given: Record<string, unknown> = {}): SiteDraft {
    return draftSite([siteFacts(first, given), siteFacts(siteCluster(2))], {}, OPTIONS);
}

/** What is written for the first cluster, by key, without notes. */
function made({ clusters: [first] }: SiteDraft): Record<string, unknown> {
    return Object.fromEntries((first?.decisions.made ?? []).map(({ key, value }) => [key, value]));
}

function noteOf({ clusters: [first] }: SiteDraft, key: string): string | undefined {
    return first?.decisions.made.find((one: Decision) => one.key === key)?.note;
}

function asked({ questions }: SiteDraft): (readonly [string, readonly string[]])[] {
    return questions.map(({ cluster, key, choices }) => [`${cluster}.${key}`, choices] as const);
}

function changed(change: Partial<SiteCluster>): SiteCluster {
    return { ...siteCluster(1), ...change };
}

function kubernetes(change: Partial<SiteCluster["kubernetes"]>): SiteCluster {
    return changed({ kubernetes: { ...siteKubernetes("cluster1", "10.10.0"), ...change } });
}

function project(change: Partial<SiteCluster["projects"][number]>): SiteCluster {
    return changed({
        projects: [{ ...siteProject("cluster1", "10.10.0", "203.0.113.10"), ...change }],
    });
}

function network(change: Partial<ReturnType<typeof siteNetwork>>): SiteCluster {
    return project({ networks: [{ ...siteNetwork("cluster1-network", "10.10.0"), ...change }] });
}

const SEEN = {
    kubeconfigPath: "~/.kube/cluster1-config",
    "gateway.ip": "10.10.0.150",
    "openstack.cloud": "cluster1",
    "openstack.network": "cp-network",
    "openstack.floatingIp.pool": "public",
    "openstack.securityGroup": "cp-secgroup",
    "openstack.addressPairs": "manage",
    "nodes.hosts": [
        { name: "cluster1-master1", address: "10.10.0.11" },
        { name: "cluster1-worker1", address: "10.10.0.12" },
    ],
};

describe("the draft of a site", () => {
    it("has all that was seen of two clusters of K-PaaS, and no question", () => {
        const site = draft(siteCluster(1));
        assert.deepEqual(made(site), SEEN);
        assert.deepEqual([asked(site), site.keys], [[], []]);
        assert.deepEqual(site.rewriting, ["cluster1", "cluster2"]);
        assert.equal(
            noteOf(site, "gateway.ip"),
            "the first one that is free in primary (10.10.0.150-10.10.0.152)",
        );
    });

    const network1 = siteNetwork("cluster1-network", "10.10.0");
    const differences: readonly (readonly [
        what: string,
        seen: SiteCluster,
        written: Record<string, unknown>,
    ])[] = [
        [
            "an address that no Service, node or port has",
            network({ ports: [...network1.ports, sitePort("vip", "10.10.0.151")] }),
            { "gateway.ip": "10.10.0.150" },
        ],
        [
            "the address after that of a Service and a port",
            changed({
                kubernetes: {
                    ...siteKubernetes("cluster1", "10.10.0"),
                    services: [balancer("ingress", "10.10.0.150")],
                },
                projects: [
                    {
                        ...siteProject("cluster1", "10.10.0", "203.0.113.10"),
                        networks: [
                            {
                                ...network1,
                                ports: [...network1.ports, sitePort("vip", "10.10.0.151")],
                            },
                        ],
                    },
                ],
            }),
            { "gateway.ip": "10.10.0.152" },
        ],
        [
            "the address for which somebody made pairs on all node ports",
            network({
                ports: network1.ports.map((port) => ({
                    ...port,
                    addressPairs: ["10.10.0.151/32"],
                })),
            }),
            { "gateway.ip": "10.10.0.151", "openstack.addressPairs": undefined },
        ],
        [
            "an address of the nodes' subnet, where another pool comes first",
            kubernetes({
                ipAddressPools: [
                    addressPool("other", "172.16.0.1-172.16.0.9"),
                    addressPool("primary", "10.10.0.160/32"),
                ],
            }),
            { "gateway.ip": "10.10.0.160" },
        ],
        [
            "no pairs for ports that Neutron does not filter",
            network({
                ports: network1.ports.map((port) => ({ ...port, portSecurityEnabled: false })),
            }),
            { "openstack.addressPairs": undefined, "openstack.securityGroup": undefined },
        ],
        [
            "the id of a group whose name another has",
            project({
                securityGroups: [
                    { id: "nodes-id", name: "cp-secgroup" },
                    { id: "other-id", name: "cp-secgroup" },
                ],
            }),
            { "openstack.securityGroup": "nodes-id" },
        ],
        [
            "the subnet of a network with two",
            network({
                subnets: [
                    ...network1.subnets,
                    { id: "b-id", name: "b", cidr: "10.99.0.0/24", gatewayIp: "10.99.0.1" },
                ],
            }),
            { "openstack.subnet": "cp-subnet" },
        ],
        [
            "the only router, where it has not the gateway's address",
            network({
                subnets: network1.subnets.map((one) => ({ ...one, gatewayIp: "10.10.0.254" })),
            }),
            { "openstack.router": "ext_route" },
        ],
        [
            "the master's floating IP as the bastion, where the API server is behind a load balancer",
            changed({ server: "https://api.example:6443" }),
            { "nodes.bastion.host": "203.0.113.10" },
        ],
        [
            "the master's floating IP as the API server too, where the kubeconfig names this machine",
            changed({ server: "https://127.0.0.1:6443" }),
            { apiServer: "https://203.0.113.10:6443", "nodes.bastion.host": "203.0.113.10" },
        ],
        [
            "the domain that the kubelets have",
            kubernetes({
                systemConfigMaps: [
                    make(V1ConfigMap, {
                        metadata: make(V1ObjectMeta, { name: "kubelet-config" }),
                        data: { kubelet: "clusterDomain: k8s.example\n" },
                    }),
                ],
            }),
            { clusterDomain: "k8s.example" },
        ],
    ];
    for (const [what, seen, written] of differences) {
        it(`has ${what}`, () => {
            const site = draft(seen);
            const all: Record<string, unknown> = { ...SEEN, ...written };
            const expected = Object.entries(all).filter(([, value]) => value !== undefined);
            assert.deepEqual(made(site), Object.fromEntries(expected));
            assert.deepEqual(asked(site), []);
        });
    }

    const questions: readonly (readonly [
        what: string,
        seen: SiteCluster,
        asked: readonly (readonly [string, readonly string[]])[],
    ])[] = [
        [
            "the address, where none is free",
            kubernetes({ ipAddressPools: [addressPool("primary", "10.10.0.11/32")] }),
            [["cluster1.gateway.ip", []]],
        ],
        [
            "the address, where the pools may not be listed",
            kubernetes({ ipAddressPools: [], unlistable: ["ipaddresspools.metallb.io"] }),
            [["cluster1.gateway.ip", []]],
        ],
        [
            "which network, where two have the nodes' addresses",
            project({ networks: [network1, { ...network1, id: "second-id" }] }),
            [["cluster1.openstack.network", ["cluster1-network", "second-id"]]],
        ],
        [
            "which router, where two lead out and none has the gateway's address",
            network({
                subnets: network1.subnets.map((one) => ({ ...one, gatewayIp: "" })),
                routers: [...network1.routers, { id: "r2", name: "r2", externalNetworkId: "x" }],
            }),
            [["cluster1.openstack.router", ["router-id", "r2"]]],
        ],
        [
            "which group, where two filter every node",
            project({
                networks: [
                    {
                        ...network1,
                        ports: network1.ports.map((port) => ({
                            ...port,
                            securityGroupIds: ["default-id", "nodes-id", "web-id"],
                        })),
                    },
                ],
                securityGroups: [
                    { id: "default-id", name: "default" },
                    { id: "nodes-id", name: "cp-secgroup" },
                    { id: "web-id", name: "web" },
                ],
            }),
            [["cluster1.openstack.securityGroup", ["cp-secgroup", "web"]]],
        ],
        [
            "which pool, where the router is not seen and there are two",
            project({
                networks: [{ ...network1, routers: [] }],
                externalNetworks: [
                    { id: "a", name: "public" },
                    { id: "b", name: "campus" },
                ],
            }),
            [["cluster1.openstack.floatingIp.pool", ["public", "campus"]]],
        ],
        [
            "which cloud, where two projects have the same private addresses",
            changed({
                server: "https://api.example:6443",
                projects: [
                    siteProject("east", "10.10.0", "203.0.113.10"),
                    siteProject("west", "10.10.0", "203.0.113.20"),
                ],
            }),
            [["cluster1.openstack.cloud", ["east", "west"]]],
        ],
        [
            "what makes the gateway reachable, where without MetalLB addresses are private",
            kubernetes({ ipAddressPools: [], services: [balancer("web", "10.10.0.77")] }),
            [["cluster1.gateway.exposure", ["external", "openstack"]]],
        ],
        [
            "a bastion, where no node has a floating IP",
            changed({
                server: "https://127.0.0.1:6443",
                projects: [
                    { ...siteProject("cluster1", "10.10.0", "203.0.113.10"), floatingIps: [] },
                ],
            }),
            [
                ["cluster1.apiServer", []],
                ["cluster1.nodes.bastion.host", []],
            ],
        ],
    ];
    for (const [what, seen, expected] of questions) {
        it(`asks ${what}`, () => {
            assert.deepEqual(asked(draft(seen)), expected);
        });
    }

    it("is none, where no project has the nodes", () => {
        const [seen] = siteCluster(1).projects;
        const projects = [{ ...(seen ?? assert.fail()), networks: [] }];
        const unasked = ["cloud two: Keystone answers 401"];
        const site = draft(changed({ projects, unasked }));
        assert.deepEqual(
            [asked(site), site.failures],
            [
                [],
                [
                    "cluster1: no network was found that has a port for each of its nodes, 10.10.0.11, 10.10.0.12 (cloud cluster1: it has none; cloud two: Keystone answers 401); name a clouds.yaml with --clouds-path FILE, or --set cluster1.gateway.exposure=external where the load balancer's addresses are public",
                ],
            ],
        );
    });

    it("knows a project by the floating IP of the API server, where private addresses are the same", () => {
        const projects = [
            siteProject("east", "10.10.0", "203.0.113.99"),
            siteProject("west", "10.10.0", "203.0.113.10"),
        ];
        const site = draft(changed({ projects }));
        assert.deepEqual([asked(site), made(site)["openstack.cloud"]], [[], "west"]);
    });

    it("takes the entry with the name of the cluster, where two are for one project", () => {
        const own = siteProject("cluster1", "10.10.0", "203.0.113.10");
        const site = draft(changed({ projects: [{ ...own, cloud: "admin" }, own] }));
        assert.deepEqual([asked(site), made(site)["openstack.cloud"]], [[], "cluster1"]);
    });

    it("writes nothing of OpenStack for a cluster with a load balancer of the cloud, and asks where its pods come from", () => {
        const site = draft(
            kubernetes({ ipAddressPools: [], services: [balancer("web", "8.8.8.8")] }),
        );
        assert.deepEqual(made(site), {
            kubeconfigPath: "~/.kube/cluster1-config",
            "gateway.exposure": "external",
            "nodes.hosts": SEEN["nodes.hosts"],
        });
        assert.deepEqual(asked(site), [["cluster1.egressAddresses", []]]);
        assert.deepEqual(site.rewriting, ["cluster1"]);
    });

    it("takes what was given before what is seen, and does not ask for it", () => {
        const full = kubernetes({ ipAddressPools: [addressPool("primary", "10.10.0.11/32")] });
        const site = draft(full, { "gateway.ip": "10.10.0.9", "nodes.port": 2222 });
        const { "gateway.ip": ip, "nodes.port": port } = made(site);
        assert.deepEqual([asked(site), ip, port], [[], "10.10.0.9", 2222]);
    });

    it("changes of a cluster that is written only its nodes, but for those that are written as gone", () => {
        const gone = { name: "cluster1-worker9", address: "10.10.0.19", unreachable: "skip" };
        const written: ClusterFacts = {
            ...siteFacts(siteCluster(1)),
            written: {
                name: "cluster1",
                openstack: { network: "cp-network", floatingIp: { address: "203.0.113.30" } },
                nodes: { hosts: [{ name: "cluster1-old", address: "10.10.0.13" }, gone] },
            },
        };
        const site = draftSite([written, siteFacts(siteCluster(2))], { clusters: [] }, OPTIONS);
        assert.deepEqual(made(site), {
            kubeconfigPath: "~/.kube/cluster1-config",
            "nodes.hosts": [...SEEN["nodes.hosts"], gone],
        });
        assert.deepEqual(asked(site), []);
    });

    it("fills an entry in that only names its kubeconfig", () => {
        const named = { name: "cluster1", gateway: { ip: "10.10.0.152" } };
        const begun: ClusterFacts = { ...siteFacts(siteCluster(1)), written: named };
        const site = draftSite([begun, siteFacts(siteCluster(2))], { clusters: [named] }, OPTIONS);
        const { "gateway.ip": _ip, ...rest } = SEEN;
        assert.deepEqual([made(site), asked(site)], [rest, []]);
    });

    it("logs in to the nodes of a cluster that comes to those that are written", () => {
        const clusters = [{ name: "cluster2", gateway: {}, openstack: { network: "cp-network" } }];
        const site = draftSite([siteFacts(siteCluster(1))], { clusters }, OPTIONS);
        assert.deepEqual([made(site), site.rewriting], [SEEN, ["cluster2", "cluster1"]]);
    });

    it("guesses no version and no routing for a mesh that is there", () => {
        const old = kubernetes({ version: "v1.33.5" });
        const facts = [siteFacts(old), siteFacts(siteCluster(2))];
        assert.deepEqual(draftSite(facts, { clusters: [] }, { sample: true }).keys, []);
    });

    const keys: readonly (readonly [string, SiteCluster, Decision])[] = [
        [
            "direct routing, where both clusters have the same private range",
            changed({
                kubernetes: siteKubernetes("cluster1", "10.20.0"),
                projects: [siteProject("cluster1", "10.20.0", "203.0.113.10")],
            }),
            {
                key: "routing",
                value: "direct",
                note: "the gateway's address of cluster1 is one of the network of cluster2 too, which dnat cannot tell apart",
            },
        ],
        [
            "the oldest Linkerd that names the Kubernetes of both",
            kubernetes({ version: "v1.33.5" }),
            {
                key: "linkerdVersion",
                value: "edge-25.10.7",
                note: "2.19, the oldest that names v1.33.5 and v1.28.15",
            },
        ],
        [
            "policies, where Kyverno closes every new namespace",
            kubernetes({
                clusterPolicies: [
                    { metadata: make(V1ObjectMeta, { name: "cp-default-namespace-policy" }) },
                ],
            }),
            { key: "networkPolicies", value: true },
        ],
    ];
    for (const [what, seen, key] of keys) {
        it(`has ${what}`, () => {
            assert.deepEqual(draft(seen).keys, [key]);
        });
    }

    it("logs in to no node with routing direct", () => {
        const facts = [siteFacts(siteCluster(1)), siteFacts(siteCluster(2))];
        const site = draftSite(facts, {}, { ...OPTIONS, routing: "direct" });
        assert.deepEqual(site.keys, [{ key: "routing", value: "direct" }]);
        assert.deepEqual(site.rewriting, []);
    });

    it("sorts nodes as people count", () => {
        const nodes = ["n10", "n2", "n1"].map((name, index) =>
            siteNode(name, `10.10.0.${index + 1}`),
        );
        const external = { ipAddressPools: [], nodes };
        const hosts = made(draft(kubernetes(external)))["nodes.hosts"] as { name: string }[];
        assert.deepEqual(
            hosts.map(({ name }) => name),
            ["n1", "n2", "n10"],
        );
    });
});
