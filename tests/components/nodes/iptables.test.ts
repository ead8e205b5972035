import assert from "node:assert/strict";
import { gatewayRules } from "../../../components/nodes/iptables";

const WEST = {
    peer: "west",
    privateAddress: "192.168.0.150",
    floatingAddress: "203.0.113.30",
};
const SOUTH = {
    peer: "south",
    privateAddress: "192.168.0.151",
    floatingAddress: "203.0.113.31",
};

describe("gatewayRules", () => {
    it("is a chain with one rule per port of the peer's gateway, as iptables-restore reads it", () => {
        assert.equal(
            gatewayRules([WEST]),
            `*nat
:LINKERD-MULTICLUSTER - [0:0]
-A LINKERD-MULTICLUSTER -d 192.168.0.150/32 -p tcp --dport 4143 -m comment --comment "linkerd-multicluster: gateway of west" -j DNAT --to-destination 203.0.113.30
-A LINKERD-MULTICLUSTER -d 192.168.0.150/32 -p tcp --dport 4191 -m comment --comment "linkerd-multicluster: gateway of west" -j DNAT --to-destination 203.0.113.30
COMMIT
`,
        );
    });

    it("has the peers in the order of their names, whatever the order of the links", () => {
        const text = gatewayRules([WEST, SOUTH]);
        assert.equal(gatewayRules([SOUTH, WEST]), text);
        assert.deepEqual(
            [...text.matchAll(/gateway of (\w+)/g)].map(([, peer]) => peer),
            ["south", "south", "west", "west"],
        );
    });

    it("is an empty chain without routes", () => {
        assert.equal(gatewayRules([]), "*nat\n:LINKERD-MULTICLUSTER - [0:0]\nCOMMIT\n");
    });

    for (const address of [
        "",
        "gateway.example",
        "192.168.0.150,192.168.0.151",
        "192.168.0",
        "192.168.0.256",
        "192.168.0.150/32",
        "2001:db8::7",
        "192.168.0.150\n-F",
    ]) {
        it(`refuses the address ${JSON.stringify(address)}, which a load balancer may have`, () => {
            assert.throws(() => gatewayRules([{ ...WEST, privateAddress: address }]), {
                message:
                    `west: the address of its gateway is "${address}", and rules on nodes need one IPv4 ` +
                    "address. Pin one with clusters[].gateway.ip, or write routing: direct for the links to it.",
            });
        });
    }

    it("refuses a floating IP that is none", () => {
        assert.throws(() => gatewayRules([SOUTH, { ...WEST, floatingAddress: "2001:db8::7" }]), {
            message:
                'west: the floating IP of its gateway is "2001:db8::7", and rules on nodes need one ' +
                "IPv4 address. Write a pool that has some, or the address of one, into " +
                "clusters[].openstack.floatingIp.",
        });
    });

    it("refuses two peers with one private address, of which the second would never be reached", () => {
        const rival = { ...SOUTH, privateAddress: WEST.privateAddress };
        assert.throws(() => gatewayRules([WEST, rival]), {
            message:
                "west: its gateway has 192.168.0.150, as that of south has, and a node could not tell " +
                "which of them is meant. Write another address into clusters[].gateway.ip, or routing: " +
                "direct for the links.",
        });
    });
});
