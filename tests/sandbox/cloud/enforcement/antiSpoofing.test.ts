import assert from "node:assert/strict";
import { antiSpoofingRules } from "../../../../sandbox/cloud/enforcement/antiSpoofing";
import { port } from "./states";

const rulesOf = (change: Parameters<typeof port>[0]) =>
    antiSpoofingRules([{ link: "lmc-c1n1", port: port(change) }]);

/** Lines of the chain of the node. */
const chainOf = (change: Parameters<typeof port>[0]) =>
    (/chain lmc-c1n1 \{\n(.*?) {4}\}/s.exec(rulesOf(change))?.[1] ?? "")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");

describe("antiSpoofingRules", () => {
    it("replaces the whole table and drops what no port may send", () => {
        assert.equal(
            rulesOf({}),
            `table bridge sandbox
delete table bridge sandbox
table bridge sandbox {
    chain sources {
        type filter hook prerouting priority -300; policy drop;
        ether type ip6 drop
        iifname "router" accept
        iifname "lmc-c1n1" jump lmc-c1n1
    }
    chain lmc-c1n1 {
        ether saddr fa:16:3e:00:01:01 ip saddr 198.18.1.11 accept
        ether saddr fa:16:3e:00:01:01 arp saddr ether fa:16:3e:00:01:01 arp saddr ip 198.18.1.11 accept
        counter drop
    }
}
`,
        );
    });

    it("lets a port use an allowed address pair, with the pair's own MAC address", () => {
        assert.deepEqual(
            chainOf({
                fixedIps: [],
                addressPairs: [{ mac: "fa:16:3e:aa:bb:cc", ip: "198.18.1.200/29" }],
            }),
            [
                "ether saddr fa:16:3e:aa:bb:cc ip saddr 198.18.1.200/29 accept",
                "ether saddr fa:16:3e:aa:bb:cc arp saddr ether fa:16:3e:aa:bb:cc arp saddr ip 198.18.1.200/29 accept",
                "counter drop",
            ],
        );
    });

    it("writes nothing about IPv6 pairs, which nftables would refuse with the whole file", () => {
        const pairs = [{ mac: "fa:16:3e:00:01:01", ip: "fd00::/64" }];
        assert.deepEqual(chainOf({ fixedIps: [], addressPairs: pairs }), ["counter drop"]);
    });

    it("believes a port without port security", () => {
        assert.deepEqual(chainOf({ portSecurity: false }), ["accept"]);
    });

    const silent: [why: string, link: Parameters<typeof antiSpoofingRules>[0][number]][] = [
        ["that Neutron does not know", { link: "lmc-c1n1", port: undefined }],
        [
            "whose port is down",
            { link: "lmc-c1n1", port: port({ adminStateUp: false, portSecurity: false }) },
        ],
    ];
    for (const [why, link] of silent) {
        it(`leaves a node ${why} to the policy, which drops`, () => {
            assert.doesNotMatch(antiSpoofingRules([link]), /lmc-c1n1/);
        });
    }
});
