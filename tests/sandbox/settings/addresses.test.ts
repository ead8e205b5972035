import assert from "node:assert/strict";
import ipaddr from "ipaddr.js";
import { planAddresses, POD_NETWORK, SERVICE_NETWORK } from "../../../sandbox/settings/addresses";
import { readSettings } from "../../../sandbox/settings/settings";

const plan = (env: NodeJS.ProcessEnv) => planAddresses(readSettings("/project", env));

describe("planAddresses", () => {
    it("gives the second of two clusters these addresses", () => {
        assert.deepEqual(plan({ SANDBOX_NODES: "2" }).clusters[1], {
            name: "cluster2",
            index: 2,
            tenantCidr: "198.18.2.0/24",
            switch: { netns: "lmc-s2", bridge: "tenant" },
            router: {
                netns: "lmc-r2",
                tenantAddress: "198.18.2.1",
                externalAddress: "198.18.0.12",
            },
            nodes: [
                {
                    name: "cluster2-node1",
                    index: 1,
                    netns: "lmc-c2n1",
                    ip: "198.18.2.11",
                    mac: "fa:16:3e:00:02:01",
                    podCidr: "10.233.64.0/24",
                },
                {
                    name: "cluster2-node2",
                    index: 2,
                    netns: "lmc-c2n2",
                    ip: "198.18.2.12",
                    mac: "fa:16:3e:00:02:02",
                    podCidr: "10.233.65.0/24",
                },
            ],
            allocation: { first: "198.18.2.2", last: "198.18.2.199" },
            pool: { first: "198.18.2.200", last: "198.18.2.219" },
            gatewayAddress: "198.18.2.200",
            masterFloatingIp: "198.18.0.22",
            apiServer: "https://198.18.0.22:6443",
            internalApiServer: "https://198.18.2.11:6443",
            openstack: {
                network: "cluster2-network",
                subnet: "cluster2-subnet",
                router: "cluster2-router",
                securityGroup: "cluster2-nodes",
            },
        });
    });

    it("makes the first /24 of the range the external network", () => {
        const { external, uplink } = plan({ SANDBOX_PREFIX: "ab", SANDBOX_RANGE: "10.7.0.0/16" });
        assert.deepEqual(external, {
            network: "public",
            netns: "ab-ext",
            bridge: "external",
            cidr: "10.7.0.0/24",
            pool: { first: "10.7.0.100", last: "10.7.0.199" },
        });
        assert.deepEqual(uplink, { link: "ab-uplink", address: "10.7.0.1" });
    });

    it("keeps every address apart, every pod network inside its network and every link name short", () => {
        const { clusters, external, uplink } = plan({ SANDBOX_CLUSTERS: "9", SANDBOX_NODES: "9" });
        const nodes = clusters.flatMap((cluster) => cluster.nodes);
        const addresses = [
            uplink.address,
            external.pool.first,
            external.pool.last,
            ...clusters.flatMap(({ router, masterFloatingIp, pool }) => [
                router.tenantAddress,
                router.externalAddress,
                masterFloatingIp,
                pool.first,
                pool.last,
            ]),
            ...nodes.map(({ ip }) => ip),
        ];
        assert.equal(new Set(addresses).size, addresses.length);
        assert.equal(new Set(nodes.map(({ mac }) => mac)).size, nodes.length);
        // Namespaces and the links named after them.
        const names = [
            uplink.link,
            external.netns,
            ...clusters.flatMap((each) => [each.switch.netns, each.router.netns]),
            ...nodes.map(({ netns }) => netns),
        ];
        assert.equal(new Set(names).size, names.length);
        // Linux takes 15 characters.
        assert.deepEqual(
            names.filter((name) => name.length > 15),
            [],
        );
        for (const { podCidr } of nodes) {
            const [address] = ipaddr.IPv4.parseCIDR(podCidr);
            assert.ok(address.match(ipaddr.IPv4.parseCIDR(POD_NETWORK)), podCidr);
            assert.ok(!address.match(ipaddr.IPv4.parseCIDR(SERVICE_NETWORK)), podCidr);
        }
    });

    const refused: [range: string, reason: RegExp][] = [
        ["127.1.0.0/16", /SANDBOX_RANGE is "127\.1\.0\.0\/16".*for example 198\.18\.0\.0\/16/],
        ["0.1.0.0/16", /write a \/16 of host addresses/],
        ["224.0.0.0/16", /write a \/16 of host addresses/],
        ["10.300.0.0/16", /write a \/16 of host addresses/],
        ["10.233.0.0/16", /holds the pod and service networks/],
    ];
    for (const [range, reason] of refused) {
        it(`refuses ${range}`, () => {
            assert.throws(() => plan({ SANDBOX_RANGE: range }), reason);
        });
    }
});
