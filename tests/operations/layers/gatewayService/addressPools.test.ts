import { V1ObjectMeta } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import {
    describePools,
    firstFree,
    holds,
} from "../../../../operations/layers/gatewayService/addressPools";
import { make } from "../../support/kubernetesObjects";

function pool(name: string, ...addresses: string[]) {
    return { metadata: make(V1ObjectMeta, { name }), spec: { addresses } };
}

describe("address pools of MetalLB", () => {
    const cases: [string, string, boolean][] = [
        ["192.168.0.150-192.168.0.160", "192.168.0.150", true],
        ["192.168.0.150-192.168.0.160", "192.168.0.160", true],
        ["192.168.0.150 - 192.168.0.160", "192.168.0.161", false],
        ["192.168.0.144/28", "192.168.0.159", true],
        ["192.168.0.144/28", "192.168.0.160", false],
        ["192.168.0.150/28", "192.168.0.144", true],
        ["10.0.0.5/32", "10.0.0.5", true],
        ["223.255.255.250-224.0.0.2", "224.0.0.1", true],
        ["fd00::1-fd00::9", "10.0.0.5", false],
        ["10.0.0.5/32", "a host name", false],
    ];
    for (const [addresses, address, isIn] of cases) {
        it(`${isIn ? "hold" : "do not hold"} ${address} with ${addresses}`, () => {
            assert.equal(holds(pool("primary", addresses), address), isIn);
        });
    }

    it("find the first address that nobody has, over all ranges", () => {
        const pools = [pool("a", "10.0.0.1-10.0.0.2", "fd00::/120"), pool("b", "10.0.1.0/31")];
        const after = (...taken: string[]) => firstFree(pools, new Set(taken));
        assert.equal(after(), "10.0.0.1");
        assert.equal(after("10.0.0.1"), "10.0.0.2");
        assert.equal(after("10.0.0.1", "10.0.0.2"), "10.0.1.0");
        assert.equal(after("10.0.0.1", "10.0.0.2", "10.0.1.0", "10.0.1.1"), undefined);
    });

    it("are described with their addresses", () => {
        assert.equal(
            describePools([
                pool("a", "10.0.0.1-10.0.0.2", "10.0.1.0/31"),
                pool("b", "10.0.2.0/24"),
            ]),
            "a (10.0.0.1-10.0.0.2, 10.0.1.0/31), b (10.0.2.0/24)",
        );
    });
});
