import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import type { Workloads } from "../../../sandbox/cluster/readiness";
import { findUnready } from "../../../sandbox/cluster/readiness";
import { readSettings } from "../../../sandbox/settings/settings";

const [cluster] = planAddresses(readSettings("/project", { SANDBOX_NODES: "2" })).clusters;
assert.ok(cluster);

const node = (name: string, status: string) => ({
    metadata: { name },
    status: { conditions: [{ type: "Ready", status }] },
});
const deployment = (name: string, availableReplicas: number, observedGeneration = 1) => ({
    metadata: { name, generation: 1 },
    spec: { replicas: 1 },
    status: { availableReplicas, observedGeneration },
});
const ready = {
    nodes: [node("cluster1-node1", "True"), node("cluster1-node2", "True")],
    deployments: [deployment("coredns", 1), deployment("controller", 1)],
    daemonSets: [{ metadata: { name: "speaker" }, status: { numberReady: 2 } }],
};

describe("findUnready", () => {
    const cases: [why: string, change: Partial<typeof ready>, expected: string[]][] = [
        ["nothing when all is ready", {}, []],
        [
            "a node that is not ready and one that is missing",
            { nodes: [node("cluster1-node1", "Unknown")] },
            ["node cluster1-node1", "node cluster1-node2"],
        ],
        [
            "a deployment without pods and one whose pods are of an older generation",
            { deployments: [deployment("coredns", 0), deployment("controller", 1, 0)] },
            ["deployment coredns", "deployment controller"],
        ],
        [
            "a speaker that is missing on one node",
            { daemonSets: [{ metadata: { name: "speaker" }, status: { numberReady: 1 } }] },
            ["daemon set speaker"],
        ],
    ];
    for (const [why, change, expected] of cases) {
        it(`names ${why}`, () => {
            // Only the fields that are looked at; the client's types ask for all.
            const workloads = { ...ready, ...change } as unknown as Workloads;
            assert.deepEqual(
                findUnready(cluster, workloads),
                expected.map((what) => `cluster1: ${what} is not ready`),
            );
        });
    }
});
