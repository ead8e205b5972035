import assert from "node:assert/strict";
import ipaddr from "ipaddr.js";
import { planAddresses, POD_NETWORK, SERVICE_NETWORK } from "../../sandbox/addresses";
import { readSettings } from "../../sandbox/settings";

const plan = (env: NodeJS.ProcessEnv) => planAddresses(readSettings("/project", env));

describe("planAddresses", () => {
    it("gives the second of two clusters these addresses", () => {
        assert.deepEqual(plan({ SANDBOX_NODES: "2" }).clusters[1], {
            name: "cluster2",
            index: 2,
            tenantCidr: "198.18.2.0/24",
            routerAddress: "198.18.2.1",
            bridge: "lmc-t2",
            nodes: [
                {
                    name: "cluster2-node1",
                    index: 1,
                    netns: "lmc-c2n1",
                    ip: "198.18.2.11",
                    podCidr: "10.233.64.0/24",
                },
                {
                    name: "cluster2-node2",
                    index: 2,
                    netns: "lmc-c2n2",
                    ip: "198.18.2.12",
                    podCidr: "10.233.65.0/24",
                },
            ],
            pool: { first: "198.18.2.200", last: "198.18.2.219" },
            gatewayAddress: "198.18.2.200",
            apiServer: "https://198.18.2.11:6443",
        });
    });

    it("gives the uplink the first four addresses of the range", () => {
        const { router, uplink } = plan({ SANDBOX_PREFIX: "ab", SANDBOX_RANGE: "10.7.0.0/16" });
        assert.equal(router, "ab-router");
        assert.deepEqual(uplink, {
            link: "ab-uplink",
            cidr: "10.7.0.0/30",
            rootAddress: "10.7.0.1",
            routerAddress: "10.7.0.2",
        });
    });

    it("keeps every address apart, every pod network inside its network and every link name short", () => {
        const { clusters, uplink } = plan({ SANDBOX_CLUSTERS: "9", SANDBOX_NODES: "9" });
        const nodes = clusters.flatMap((cluster) => cluster.nodes);
        const addresses = [
            uplink.rootAddress,
            uplink.routerAddress,
            ...clusters.flatMap(({ routerAddress, pool }) => [
                routerAddress,
                pool.first,
                pool.last,
            ]),
            ...nodes.map(({ ip }) => ip),
        ];
        assert.equal(new Set(addresses).size, addresses.length);
        const links = [uplink.link, ...clusters.map((c) => c.bridge), ...nodes.map((n) => n.netns)];
        assert.equal(new Set(links).size, links.length);
        // Linux takes 15 characters.
        assert.deepEqual(
            links.filter((name) => name.length > 15),
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
