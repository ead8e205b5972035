import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { nodeIpCommands, nodeScript } from "../../../sandbox/network/nodeNetwork";
import { readSettings } from "../../../sandbox/settings/settings";

const [cluster] = planAddresses(readSettings("/project", {})).clusters;
assert.ok(cluster);
const [, second] = cluster.nodes;
assert.ok(second);

describe("a node's network", () => {
    it("sends everything but its own network to the router", () => {
        assert.deepEqual(nodeIpCommands(cluster, second), [
            "address replace 198.18.1.12/24 dev eth0",
            "link set eth0 up",
            "route replace default via 198.18.1.1",
        ]);
    });

    it("hides its pods behind its address, except from pods", () => {
        const rules = nodeScript(second)
            .split("\n")
            .filter((line) => line.startsWith("-A "));
        assert.deepEqual(rules, [
            "-A SANDBOX-MASQUERADE ! -s 10.233.65.0/24 -j RETURN",
            "-A SANDBOX-MASQUERADE -d 10.233.64.0/18 -j RETURN",
            "-A SANDBOX-MASQUERADE -d 224.0.0.0/4 -j RETURN",
            "-A SANDBOX-MASQUERADE -j MASQUERADE --random-fully",
        ]);
    });

    it("enters its chain once, however often it runs", () => {
        const last = nodeScript(second).trimEnd().split("\n").at(-1) ?? "";
        assert.match(
            last,
            /^iptables --wait -t nat -C (.*) 2>\/dev\/null \|\| iptables --wait -t nat -A \1$/,
        );
    });
});
