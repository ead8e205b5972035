import assert from "node:assert/strict";
import { planAddresses } from "../../../../sandbox/settings/addresses";
import { antiSpoofingRules } from "../../../../sandbox/cloud/enforcement/antiSpoofing";
import { changedLines, planEnforcement } from "../../../../sandbox/cloud/enforcement/plan";
import { routerTables } from "../../../../sandbox/cloud/enforcement/routerRules";
import { securityGroupTable } from "../../../../sandbox/cloud/enforcement/securityGroups";
import { readSettings } from "../../../../sandbox/settings/settings";
import { port, router, rule, state } from "./states";

const plan = planAddresses(readSettings("/project", { SANDBOX_NODES: "1" }));
const rulesOf = (netns: string, given = state()) =>
    planEnforcement(plan, given).find((rules) => rules.netns === netns);

describe("planEnforcement", () => {
    it("has rules for every switch and every router", () => {
        assert.deepEqual(
            planEnforcement(plan, state()).map(({ netns }) => netns),
            ["lmc-s1", "lmc-r1", "lmc-s2", "lmc-r2"],
        );
    });

    it("replaces both tables of a switch, and takes no connection up in its middle", () => {
        const links = [{ link: "lmc-c1n1", port: port() }];
        assert.deepEqual(rulesOf("lmc-s1"), {
            netns: "lmc-s1",
            script:
                `nft --file - <<'RULES'\n${antiSpoofingRules(links)}RULES\n` +
                `iptables-restore --wait <<'RULES'\n${securityGroupTable(links, [rule()], [port()])}RULES\n` +
                "echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables\n" +
                "echo 0 > /proc/sys/net/netfilter/nf_conntrack_tcp_loose\n",
        });
    });

    it("finds the port of a node by network and MAC address", () => {
        const elsewhere = state({ ports: [port({ network: "cluster2-network" })] });
        assert.doesNotMatch(rulesOf("lmc-s1", elsewhere)?.script ?? "", /jump lmc-c1n1/);
        const exchanged = state({ ports: [port({ mac: "fa:16:3e:12:34:56" })] });
        assert.doesNotMatch(rulesOf("lmc-s1", exchanged)?.script ?? "", /jump lmc-c1n1/);
    });

    it("gives a router its own floating IPs and no other's", () => {
        const own = { address: "198.18.0.21", fixedIp: "198.18.1.11" };
        const other = { address: "198.18.0.22", fixedIp: "198.18.2.11" };
        const floatingIps = [
            { ...own, router: "router-1" },
            { ...other, router: "router-2" },
        ];
        assert.deepEqual(rulesOf("lmc-r1", state({ floatingIps })), {
            netns: "lmc-r1",
            script: `iptables-restore --wait <<'RULES'\n${routerTables("198.18.1.0/24", router(), [own])}RULES\n`,
            router: { addresses: ["198.18.0.11/24", "198.18.0.21/32"], translations: [own] },
        });
    });

    const absent: [why: string, change: Parameters<typeof router>[0]][] = [
        ["has no interface on the cluster's network", { networks: ["other"] }],
        ["is switched off", { adminStateUp: false }],
        ["has another name", { name: "other" }],
    ];
    for (const [why, change] of absent) {
        it(`takes a router that ${why} for none`, () => {
            const given = state({ routers: [router(change)] });
            assert.deepEqual(rulesOf("lmc-r1", given)?.router, {
                addresses: [],
                translations: [],
            });
        });
    }
});

describe("changedLines", () => {
    it("shows what went and what came", () => {
        assert.deepEqual(changedLines("a\n  b\nc\n", "a\nc\nd\n"), ["- b", "+ d"]);
    });

    it("is empty for equal texts", () => {
        assert.deepEqual(changedLines("a\n", "a\n"), []);
    });
});
