import assert from "node:assert/strict";
import {
    CLUSTERS,
    configOf,
    COUNT,
    EAST,
    NORTH,
    refuses,
    WEST,
} from "../../../support/configCases";
import { without } from "../../../support/configFiles";

const OR = "or gateway.exposure: external where the load balancer's address is public";
const HOSTS = '[{"name": "cluster1-master1", "address": "192.168.0.11"}]';
const LIST = `write a list of one or more nodes, for example ${HOSTS}`;
const FLOATING =
    'write {"pool": "public"} for a new one, or {"address": "203.0.113.30"} for one that is there';

/** A cluster whose gateway has a public address; nothing is known of its nodes. */
function external(entry: typeof EAST, more: object = {}) {
    const { name, kubeconfigPath } = entry;
    return { name, kubeconfigPath, gateway: { exposure: "external" }, ...more };
}

const EGRESS = { egressAddresses: ["198.51.100.7"] };

describe("openStackProblems and nodeProblems", () => {
    it("asks nothing of clusters outside OpenStack among themselves", () => {
        const { clusters, links } = configOf({ clusters: [external(EAST), external(WEST)] });
        assert.deepEqual(
            clusters.map((cluster) => without(cluster, "kubeconfig", "written")),
            [
                ["east", "https://10.1.0.1:6443"],
                ["west", "https://10.2.0.1:6443"],
            ].map(([name, apiServer]) => ({
                name,
                context: "cluster1",
                apiServer,
                gateway: { replicas: 1 },
                clusterDomain: "cluster.local",
                gatewayApiCrds: true,
                exports: [],
            })),
        );
        assert.deepEqual(
            links.map(({ routing }) => routing),
            ["none", "none"],
        );
    });

    it("asks a cluster outside for nothing that only its targets need", () => {
        configOf({
            clusters: [EAST, external(WEST)],
            links: [{ source: "east", target: "west" }],
        });
    });

    it("asks a cluster outside for no nodes where its links are direct", () => {
        configOf({ clusters: [EAST, external(WEST, EGRESS)], routing: "direct" });
    });

    it("logs in to the nodes of a cluster outside for a link with routing dnat", () => {
        const { clusters } = configOf({
            clusters: [EAST, external(WEST, { ...EGRESS, nodes: WEST.nodes })],
        });
        assert.equal(clusters[1]?.nodes?.ssh?.user, "ubuntu");
    });

    refuses([
        [
            "a cluster with neither OpenStack nor a public gateway",
            { clusters: [without(EAST, "openstack", "nodes"), WEST] },
            [
                `clusters[0].openstack is missing: the gateway's private address is reachable through Neutron only; write the project that the cluster lies in, for example {"network": "cp-network", "floatingIp": {"pool": "public"}}, ${OR}`,
                `clusters[0].nodes.hosts is missing: the gateway's packets are filtered at the ports of the nodes; write all of them, for example ${HOSTS}, ${OR}`,
            ],
        ],
        [
            "a cluster with both",
            { clusters: [{ ...EAST, ...EGRESS, gateway: { exposure: "external" } }, WEST] },
            [
                "clusters[0].openstack is an object: gateway.exposure is external, and nothing would be made in it; remove the key, or write gateway.exposure: openstack",
            ],
        ],
        [
            "a cluster outside that others can neither rewrite for nor admit",
            { clusters: [external(EAST), WEST] },
            [
                `clusters[0].nodes.hosts is missing: every node rewrites the address of west; write all of them, for example ${HOSTS}, or routing: direct for the link`,
                'clusters[0].egressAddresses is missing: the security group of west admits known addresses only, and no Neutron tells those of a cluster outside OpenStack; write the addresses that its pods are seen from, for example ["198.51.100.7"]',
            ],
        ],
        [
            "a routing for a link that has none",
            {
                clusters: [EAST, external(WEST, EGRESS)],
                routing: "direct",
                links: [
                    { source: "west", target: "east", routing: "direct" },
                    { source: "east", target: "west", routing: "direct" },
                ],
            },
            [
                'links[1].routing is "direct": clusters[1] has gateway.exposure external, whose public address the Link carries as it is; remove the key',
            ],
        ],
        [
            "routings that are none, without asking for what another would need",
            {
                clusters: CLUSTERS.map((entry) => ({
                    ...entry,
                    nodes: without(entry.nodes, "privateKeyPath"),
                })),
                routing: "none",
            },
            ['routing is "none": write dnat or direct'],
        ],
        [
            "nodes that are not two",
            {
                clusters: [
                    {
                        ...EAST,
                        nodes: {
                            ...EAST.nodes,
                            hosts: [
                                { name: "a", address: "10.1.0.11" },
                                { name: "b", address: "10.1.0.11" },
                                { name: "a", address: "10.1.0.13", unreachable: "skip" },
                            ],
                        },
                    },
                    WEST,
                ],
            },
            [
                'clusters[0].nodes.hosts[2].name is "a": hosts[0] has this name; write that of another node, or remove one of them',
                'clusters[0].nodes.hosts[1].address is "10.1.0.11": hosts[0] has this address; write that of another node, or remove one of them',
            ],
        ],
        [
            "two ways to do one thing",
            {
                clusters: [
                    {
                        ...EAST,
                        nodes: {
                            ...EAST.nodes,
                            knownHostsPath: "~/.ssh/known_hosts",
                            knownHosts: "10.1.0.11 ssh-ed25519 AAAA",
                            direct: true,
                        },
                        egressAddresses: ["198.51.100.7", "198.51.100.8", "198.51.100.7"],
                    },
                    WEST,
                ],
                routing: "direct",
            },
            [
                'clusters[0].nodes.knownHostsPath is "~/.ssh/known_hosts": knownHosts gives host keys too; remove one of them',
                "clusters[0].nodes.direct is true: without a bastion nodes are dialled directly; remove it, or bastion",
                'clusters[0].egressAddresses[2] is "198.51.100.7": egressAddresses[0] is the same; remove one of them',
            ],
        ],
        [
            "malformed fields of OpenStack and of gateways",
            {
                clusters: [
                    { ...EAST, gateway: { exposure: "public" } },
                    {
                        ...WEST,
                        openstack: {
                            cloud: "",
                            network: " ",
                            subnet: 5,
                            floatingIp: { pool: "public", address: "203.0.113.30" },
                            addressPairs: "yes",
                            region: "RegionOne",
                        },
                    },
                    {
                        ...NORTH,
                        openstack: { cloud: "north", floatingIp: {} },
                        egressAddresses: [],
                    },
                ],
                routing: "direct",
            },
            [
                'clusters[0].gateway.exposure is "public": write openstack or external',
                'clusters[1].openstack.cloud is "": write a name or an id, for example cluster1',
                'clusters[1].openstack.network is " ": write a name or an id, for example cp-network',
                "clusters[1].openstack.subnet is 5: put quotes around it: to YAML it is a number",
                `clusters[1].openstack.floatingIp is an object: ${FLOATING}`,
                'clusters[1].openstack.addressPairs is "yes": write check, manage or none',
                "clusters[1].openstack.region is [not shown]: no such key; the keys here are cloud, cloudsPath, allowInsecureTransport, network, subnet, router, floatingIp, securityGroup, addressPairs",
                "clusters[1].openstack.cloud is missing: the clouds.yaml holds several; write one of east, west, north",
                "clusters[2].openstack.network is missing: write a name or an id, for example cp-network",
                `clusters[2].openstack.floatingIp is an object: ${FLOATING}`,
                'clusters[2].egressAddresses is a list of 0: write a list of IPv4 addresses, for example ["203.0.113.10", "203.0.113.5"]',
            ],
        ],
        [
            "malformed fields of nodes",
            {
                clusters: [
                    { ...EAST, nodes: { hosts: [], dialErrorLimit: 101 } },
                    {
                        ...WEST,
                        nodes: {
                            hosts: [
                                { name: "Node_1", address: "10.2.0.300", unreachable: "maybe" },
                                5,
                            ],
                            revision: 0,
                            user: "root user",
                            port: 0,
                            privateKeyPath: "",
                            knownHosts: " ",
                            bastion: { host: "a b", port: 65536, user: "" },
                            dialErrorLimit: -1,
                            perDialTimeout: "100ms",
                        },
                    },
                    { ...NORTH, nodes: 3 },
                ],
                routing: "direct",
            },
            [
                `clusters[0].nodes.hosts is a list of 0: ${LIST}`,
                "clusters[0].nodes.dialErrorLimit is 101: write a whole number from 1 to 100, for example 10",
                'clusters[1].nodes.hosts[0].name is "Node_1": write the name of a Kubernetes node, for example cluster1-master1',
                'clusters[1].nodes.hosts[0].address is "10.2.0.300": write an IPv4 address, for example 192.168.0.11',
                'clusters[1].nodes.hosts[0].unreachable is "maybe": write skip, or remove the key',
                'clusters[1].nodes.hosts[1] is 5: write an object, for example {"name": "cluster1-master1", "address": "192.168.0.11"}',
                `clusters[1].nodes.revision is 0: ${COUNT}`,
                'clusters[1].nodes.user is "root user": write the name of a user, for example ubuntu',
                "clusters[1].nodes.port is 0: write a port from 1 to 65535, for example 22",
                'clusters[1].nodes.privateKeyPath is "": write the path of a private key, for example ~/.ssh/id_rsa',
                'clusters[1].nodes.knownHosts is " ": write the lines of a known_hosts file, as ssh-keyscan prints them',
                'clusters[1].nodes.bastion.host is "a b": write an address or a host name, for example 203.0.113.10',
                "clusters[1].nodes.bastion.port is 65536: write a port from 1 to 65535, for example 22",
                'clusters[1].nodes.bastion.user is "": write the name of a user, for example ubuntu',
                "clusters[1].nodes.dialErrorLimit is -1: write a whole number from 1 to 100, for example 10",
                'clusters[1].nodes.perDialTimeout is "100ms": write a Go duration of whole seconds, from 1s to 2562047h, for example 15s',
                `clusters[2].nodes is 3: write an object, for example {"hosts": ${HOSTS}}`,
            ],
        ],
    ]);
});
