import assert from "node:assert/strict";
import {
    chainsBehind,
    hasChain,
    readNatRules,
} from "../../../../operations/layers/nodeRules/natRules";

describe("readNatRules", () => {
    it("reads a rule as iptables prints it, whatever its comment says", () => {
        const line = String.raw`-A MINE -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -m comment --comment "say \"-d 10.9.9.9 -j DROP\"" -j DNAT --to-destination 203.0.113.1`;
        assert.deepEqual(readNatRules(line), [
            {
                chain: "MINE",
                does: "-d 10.0.0.1/32 -p tcp --dport 80 -j DNAT --to-destination 203.0.113.1",
                destination: "10.0.0.1/32",
                target: "DNAT",
                removal: [
                    ...["iptables", "-t", "nat", "-D", "MINE", "-d", "10.0.0.1/32"],
                    ...["-p", "tcp", "-m", "tcp", "--dport", "80", "-m", "comment"],
                    ...["--comment", 'say "-d 10.9.9.9 -j DROP"'],
                    ...["-j", "DNAT", "--to-destination", "203.0.113.1"],
                ],
            },
        ]);
    });

    it("reads the same of two that differ in where the comment is", () => {
        const [written, printed] = readNatRules(
            [
                "-A C -d 10.0.0.1/32 -p tcp --dport 80 -m comment --comment gateway -j DNAT --to-destination 203.0.113.1",
                "-A C -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -j DNAT -m comment --comment gateway --to-destination 203.0.113.1",
            ].join("\n"),
        );
        assert.equal(written?.does, printed?.does);
    });

    it("takes no negated destination for one, and no goto for nothing", () => {
        assert.deepEqual(
            readNatRules("-A PREROUTING ! -d 10.0.0.1/32 -g OTHER").map(
                ({ destination, target }) => [destination, target],
            ),
            [[undefined, "OTHER"]],
        );
    });

    it("passes over policies, chains and what is no rule", () => {
        assert.deepEqual(
            readNatRules("*nat\n:MINE - [0:0]\n-P INPUT ACCEPT\n-N MINE\nCOMMIT\n"),
            [],
        );
    });
});

describe("hasChain", () => {
    it("knows a chain by its whole name", () => {
        const table = "-N MINE-TOO\n-N OTHER\n";
        assert.deepEqual([hasChain(table, "OTHER"), hasChain(table, "MINE")], [true, false]);
    });
});

describe("chainsBehind", () => {
    it("follows jumps over any number of chains, in circles too", () => {
        const rules = readNatRules(
            "-A PREROUTING -j A\n-A A -j B\n-A B -j A\n-A C -j D\n-A B -j DNAT --to-destination 10.0.0.1",
        );
        const entries = rules.filter(({ chain }) => chain === "PREROUTING");
        assert.deepEqual([...chainsBehind(entries, rules)], ["A", "B", "DNAT"]);
    });
});
