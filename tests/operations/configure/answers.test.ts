import assert from "node:assert/strict";
import { flagFor, readSettings } from "../../../operations/configure/answers";

describe("settings of the command line", () => {
    it("are values of YAML, by cluster and key", () => {
        const { answers, failures } = readSettings(
            [
                "cluster1.openstack.network=cp=network",
                "cluster2.nodes.direct=true",
                "cluster2.egressAddresses=[198.51.100.7]",
                "cluster2.openstack.subnet=[",
            ],
            ["cluster1", "cluster2"],
        );
        assert.deepEqual(
            [...answers].map(([name, given]) => [name, Object.fromEntries(given)]),
            [
                ["cluster1", { "openstack.network": "cp=network" }],
                [
                    "cluster2",
                    {
                        "nodes.direct": true,
                        egressAddresses: ["198.51.100.7"],
                        "openstack.subnet": "[",
                    },
                ],
            ],
        );
        assert.deepEqual(failures, []);
    });

    for (const setting of ["cluster3.gateway.ip=1", "gateway", "cluster1"]) {
        it(`are told what to write instead of ${setting}`, () => {
            assert.deepEqual(readSettings([setting], ["cluster1", "cluster2"]).failures, [
                `--set ${String(setting.split("=")[0])}: write CLUSTER.KEY=VALUE with one of cluster1, cluster2, for example cluster1.openstack.network=cp-network`,
            ]);
        });
    }

    it("are named for a question, with its choices", () => {
        const question = { cluster: "c", key: "openstack.network", message: "The nodes are in" };
        assert.equal(
            flagFor({ ...question, choices: ["a", "b"] }),
            "--set c.openstack.network=…  The nodes are in: a, b",
        );
        assert.equal(
            flagFor({ ...question, choices: [] }),
            "--set c.openstack.network=…  The nodes are in",
        );
    });
});
