import assert from "node:assert/strict";
import type { Port, SecurityGroupRule } from "../../../../sandbox/cloud/enforcement/neutronState";
import { securityGroupTable } from "../../../../sandbox/cloud/enforcement/securityGroups";
import { port, rule } from "./states";

const tableOf = (
    rules: readonly SecurityGroupRule[],
    own: Partial<Port> = {},
    others: readonly Port[] = [],
) => {
    const first = port(own);
    return securityGroupTable([{ link: "lmc-c1n1", port: first }], rules, [first, ...others]);
};

/** What is appended to one chain of the node. */
const chainOf = (direction: string, ...args: Parameters<typeof tableOf>) =>
    tableOf(...args)
        .split("\n")
        .filter((line) => line.startsWith(`-A lmc-c1n1-${direction} `))
        .map((line) => line.slice(`-A lmc-c1n1-${direction} `.length));

describe("securityGroupTable", () => {
    it("asks the sender's rules and the receiver's, for every packet but answers", () => {
        assert.equal(
            tableOf([rule(), rule({ id: "rule-2", direction: "egress" })]),
            `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:lmc-c1n1-egress - [0:0]
:lmc-c1n1-ingress - [0:0]
-A FORWARD -m conntrack --ctstate RELATED -j ACCEPT
-A FORWARD -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
-A FORWARD -m conntrack --ctstate INVALID -j DROP
-A FORWARD -m physdev --physdev-is-bridged --physdev-in lmc-c1n1 -j lmc-c1n1-egress
-A FORWARD -m physdev --physdev-is-bridged --physdev-out lmc-c1n1 -j lmc-c1n1-ingress
-A FORWARD -j ACCEPT
-A lmc-c1n1-egress -j RETURN
-A lmc-c1n1-egress -j DROP
-A lmc-c1n1-ingress -j RETURN
-A lmc-c1n1-ingress -j DROP
COMMIT
`,
        );
    });

    const cases: [what: string, change: Partial<SecurityGroupRule>, expected: string[]][] = [
        [
            "one port from one address",
            {
                protocol: "tcp",
                portRangeMin: 4143,
                portRangeMax: 4143,
                remoteIpPrefix: "198.18.0.12/32",
            },
            ["-s 198.18.0.12/32 -p tcp -m tcp --dport 4143:4143 -j RETURN"],
        ],
        [
            "a range of ports",
            { protocol: "udp", portRangeMin: 30000, portRangeMax: 32767 },
            ["-p udp -m udp --dport 30000:32767 -j RETURN"],
        ],
        ["a protocol with all its ports", { protocol: "tcp" }, ["-p tcp -j RETURN"]],
        [
            "a protocol by its number, with ports",
            { protocol: "6", portRangeMin: 22, portRangeMax: 22 },
            ["-p tcp -m tcp --dport 22:22 -j RETURN"],
        ],
        ["another protocol by its number", { protocol: "112" }, ["-p 112 -j RETURN"]],
        [
            "a type and a code of ICMP",
            { protocol: "icmp", portRangeMin: 3, portRangeMax: 4 },
            ["-p icmp -m icmp --icmp-type 3/4 -j RETURN"],
        ],
        [
            "a type of ICMP",
            { protocol: "icmp", portRangeMin: 8 },
            ["-p icmp -m icmp --icmp-type 8 -j RETURN"],
        ],
        ["nothing over IPv6", { ethertype: "IPv6" }, []],
        ["nothing of a protocol that iptables may not know", { protocol: "vrrp" }, []],
        ["nothing from an address group", { remoteAddressGroup: "group" }, []],
        ["nothing by a rule of a group that the port is not in", { securityGroup: "other" }, []],
        ["nothing from a group without members", { remoteGroup: "empty" }, []],
    ];
    for (const [what, change, expected] of cases) {
        it(`admits ${what}`, () => {
            assert.deepEqual(chainOf("ingress", [rule(change)]), [...expected, "-j DROP"]);
            assert.deepEqual(chainOf("egress", [rule(change)]), ["-j DROP"]);
        });
    }

    it("takes the remote of an outgoing rule as destination", () => {
        const change = { direction: "egress", remoteIpPrefix: "198.18.0.0/24" } as const;
        assert.deepEqual(chainOf("egress", [rule(change)]), [
            "-d 198.18.0.0/24 -j RETURN",
            "-j DROP",
        ]);
    });

    it("counts fixed IPs and address pairs of every port, on any network, as members of a group", () => {
        const others = [
            port({ id: "port-2", fixedIps: ["198.18.1.12"], securityGroups: ["other", "nodes"] }),
            port({ id: "port-3", fixedIps: ["198.18.2.13"], network: "cluster2-network" }),
            port({ id: "port-4", fixedIps: ["198.18.1.14"], securityGroups: ["other"] }),
        ];
        const mac = "fa:16:3e:00:01:01";
        const addressPairs = [
            { mac, ip: "198.18.1.200" },
            { mac, ip: "fd00::1" },
        ];
        assert.deepEqual(
            chainOf("ingress", [rule({ remoteGroup: "nodes" })], { addressPairs }, others),
            [
                "-s 198.18.1.11 -j RETURN",
                "-s 198.18.1.200 -j RETURN",
                "-s 198.18.1.12 -j RETURN",
                "-s 198.18.2.13 -j RETURN",
                "-j DROP",
            ],
        );
    });

    it("says once what two groups of a port both admit", () => {
        const rules = [rule(), rule({ id: "rule-2", securityGroup: "other" })];
        assert.deepEqual(chainOf("ingress", rules, { securityGroups: ["nodes", "other"] }), [
            "-j RETURN",
            "-j DROP",
        ]);
    });

    it("admits nothing to and from a port without groups", () => {
        assert.deepEqual(chainOf("ingress", [rule()], { securityGroups: [] }), ["-j DROP"]);
    });

    it("does not ask about a port without port security", () => {
        assert.doesNotMatch(tableOf([rule()], { portSecurity: false }), /lmc-c1n1/);
    });

    it("admits nothing to a node that Neutron does not know", () => {
        const table = securityGroupTable([{ link: "lmc-c1n1", port: undefined }], [rule()], []);
        assert.match(table, /^-A lmc-c1n1-ingress -j DROP$/m);
        assert.doesNotMatch(table, /RETURN/);
    });
});
