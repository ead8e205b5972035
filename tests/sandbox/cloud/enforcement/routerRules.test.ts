import assert from "node:assert/strict";
import {
    addressChanges,
    endedTranslations,
    routerAddresses,
    routerTables,
} from "../../../../sandbox/cloud/enforcement/routerRules";
import { router } from "./states";

const CIDR = "198.18.1.0/24";
const node = { address: "198.18.0.21", fixedIp: "198.18.1.11" };
const gateway = { address: "198.18.0.101", fixedIp: "198.18.1.200" };

describe("routerTables", () => {
    it("translates floating IPs one-to-one and all else to the router's own address", () => {
        assert.equal(
            routerTables(CIDR, router(), [node, gateway]),
            `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d 198.18.0.21 -j DNAT --to-destination 198.18.1.11
-A PREROUTING -d 198.18.0.101 -j DNAT --to-destination 198.18.1.200
-A POSTROUTING -s 198.18.1.11 -j SNAT --to-source 198.18.0.21
-A POSTROUTING -s 198.18.1.200 -j SNAT --to-source 198.18.0.101
-A POSTROUTING -s 198.18.1.0/24 -j SNAT --to-source 198.18.0.11
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -i external -s 198.18.1.0/24 -j DROP
-A FORWARD -i tenant ! -s 198.18.1.0/24 -j DROP
-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
-A FORWARD -o tenant -m conntrack --ctstate DNAT -j ACCEPT
-A FORWARD -i tenant -o external -j ACCEPT
COMMIT
`,
        );
    });

    it("has no source NAT but that of floating IPs where the router's is switched off", () => {
        const sources = routerTables(CIDR, router({ enableSnat: false }), [node])
            .split("\n")
            .filter((line) => line.includes("SNAT"));
        assert.deepEqual(sources, [
            "-A POSTROUTING -s 198.18.1.11 -j SNAT --to-source 198.18.0.21",
        ]);
    });

    const cut: [why: string, router: Parameters<typeof routerTables>[1]][] = [
        ["without a gateway", router({ externalAddresses: [] })],
        ["that Neutron does not know", undefined],
    ];
    for (const [why, given] of cut) {
        it(`lets nothing new through a router ${why}`, () => {
            const accepting = routerTables(CIDR, given, [])
                .split("\n")
                .filter((line) => /NAT|-j ACCEPT/.test(line));
            assert.deepEqual(accepting, [
                "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
            ]);
        });
    }
});

describe("addresses of a router", () => {
    it("are its own and its floating IPs", () => {
        assert.deepEqual(routerAddresses(router(), [node]), ["198.18.0.11/24", "198.18.0.21/32"]);
        assert.deepEqual(routerAddresses(undefined, []), []);
    });

    it("are changed by what is too much and what is missing", () => {
        assert.deepEqual(
            addressChanges(
                ["198.18.0.11/24", "198.18.0.100/32"],
                ["198.18.0.11/24", "198.18.0.21/32"],
            ),
            {
                remove: ["198.18.0.100/32"],
                add: ["198.18.0.21/32"],
            },
        );
    });
});

describe("endedTranslations", () => {
    it("names floating IPs that are gone or lead elsewhere now", () => {
        const moved = { ...gateway, fixedIp: "198.18.1.201" };
        assert.deepEqual(endedTranslations([node, gateway], [moved]), [
            "198.18.0.21",
            "198.18.0.101",
        ]);
    });

    it("leaves the connections of the others alone", () => {
        assert.deepEqual(endedTranslations([node], [gateway, node]), []);
    });
});
