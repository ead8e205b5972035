import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import type { MachineNetwork } from "../../../sandbox/network/conflicts";
import { describeConflicts, parseResolvers } from "../../../sandbox/network/conflicts";
import { readSettings } from "../../../sandbox/settings/settings";

const settings = readSettings("/project", {});
const conflicts = (machine: Partial<MachineNetwork>) =>
    describeConflicts(settings.range, planAddresses(settings), {
        routes: [],
        resolvers: [],
        ...machine,
    });

describe("describeConflicts", () => {
    const harmless: [why: string, dst: string, dev: string][] = [
        ["a default route", "default", "eth0"],
        ["one half of a default route split in two", "128.0.0.0/1", "tun0"],
        ["a network beside ours", "198.19.0.0/16", "eth0"],
        ["another part of our range that is not used", "198.18.77.0/24", "eth0"],
        ["our own route from an earlier start", "198.18.0.0/24", "lmc-uplink"],
        ["a tenant network, which only namespaces see", "198.18.1.0/24", "eth0"],
        ["an IPv6 network", "fd00::/64", "eth0"],
    ];
    for (const [why, dst, dev] of harmless) {
        it(`accepts ${why}`, () => {
            assert.equal(conflicts({ routes: [{ dst, dev }] }), undefined);
        });
    }

    const harmful: [why: string, dst: string][] = [
        ["a network that holds ours", "198.18.0.0/15"],
        ["a part of the external network", "198.18.0.128/25"],
        ["an address of the external network", "198.18.0.21"],
    ];
    for (const [why, dst] of harmful) {
        it(`refuses ${why}`, () => {
            assert.match(
                conflicts({ routes: [{ dst, dev: "tun0" }] }) ?? "",
                new RegExp(`route ${dst.replaceAll(".", "\\.")} on tun0`),
            );
        });
    }

    it("names range, every overlap once and a range that is free", () => {
        assert.equal(
            conflicts({
                routes: [
                    { dst: "198.18.0.0/15", dev: "tun0" },
                    { dst: "198.18.0.0/15", dev: "tun0" },
                    { dst: "198.18.0.255", dev: "tun0" },
                ],
                resolvers: ["198.18.0.53", "9.9.9.9", "::1"],
            }),
            "The sandbox's addresses, SANDBOX_RANGE 198.18.0.0/16, are in use on this machine:\n" +
                "  route 198.18.0.0/15 on tun0\n" +
                "  name server 198.18.0.53 of /etc/resolv.conf\n" +
                "Set SANDBOX_RANGE to a /16 that nothing here uses, for example 172.30.0.0/16.",
        );
    });
});

describe("parseResolvers", () => {
    it("reads name servers and nothing else", () => {
        const text = "# nameserver 1.1.1.1\nsearch a b\n nameserver 10.0.0.2\nnameserver ::1\n";
        assert.deepEqual(parseResolvers(text), ["10.0.0.2", "::1"]);
    });
});
