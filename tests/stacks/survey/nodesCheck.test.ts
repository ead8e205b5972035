import assert from "node:assert/strict";
import { nodeProblems, type ClusterNode } from "../../../stacks/survey/nodesCheck";
import { renderProblem } from "../../../stacks/configuration/types/problem";
import { node } from "../../support/sites";

const HOSTS = [node("master1", "192.168.0.11"), node("worker1", "192.168.0.12")];
const NODES: readonly ClusterNode[] = [
    { name: "worker1", internalIps: ["fd00::12", "192.168.0.12"] },
    { name: "master1", internalIps: ["192.168.0.11"] },
];

function lines(hosts: typeof HOSTS, nodes: readonly ClusterNode[]): string[] {
    return nodeProblems({ name: "east", index: 1, hosts }, nodes).map((problem) =>
        renderProblem(problem, {}, new Set()),
    );
}

describe("nodeProblems", () => {
    it("says nothing where both agree, in any order", () => {
        assert.deepEqual(lines(HOSTS, NODES), []);
    });

    it("names a node that the configuration forgot, with the entry for it", () => {
        const added = [...NODES, { name: "worker2", internalIps: ["fd00::13", "192.168.0.13"] }];
        assert.deepEqual(lines(HOSTS, added), [
            'clusters[1].nodes.hosts is a list of 2: worker2 is a node of east and not in the list; add {"name":"worker2","address":"192.168.0.13"}',
        ]);
    });

    it("names a configured node that the cluster does not have", () => {
        assert.deepEqual(lines([...HOSTS, node("worker9", "192.168.0.19")], NODES), [
            'clusters[1].nodes.hosts[2].name is "worker9": east has no node of this name, but worker1, master1; write one of those, or unreachable: skip where the node is gone',
        ]);
    });

    it("names a node with another address", () => {
        assert.deepEqual(lines([node("master1", "192.168.0.99"), ...HOSTS.slice(1)], NODES), [
            'clusters[1].nodes.hosts[0].address is "192.168.0.99": the InternalIP of master1 is 192.168.0.11; write that',
        ]);
    });

    it("asks nothing of a skipped node, be it gone or moved", () => {
        const skipped = [node("master1", "192.168.0.99", true), node("gone", "192.168.0.9", true)];
        assert.deepEqual(lines([...skipped, ...HOSTS.slice(1)], NODES), []);
    });
});
