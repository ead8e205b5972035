import assert from "node:assert/strict";
import { idsOf, missingObjects, resolve } from "../../../sandbox/cloud/missing";
import { idOf, type PlannedCollection } from "../../../sandbox/cloud/planned";

const ids = new Map([
    ["projects/cluster1", "p1"],
    ["projects/cluster2", "p2"],
    ["networks/a", "n1"],
]);

/** A network of the same name in each of two projects. */
const networks: PlannedCollection = {
    collection: "networks",
    identity: ["project_id", "name"],
    objects: ["cluster1", "cluster2"].map((project) => ({
        project_id: idOf("projects", project),
        name: "a",
    })),
};

describe("resolve", () => {
    it("puts ids in place of references, however deep, and leaves the rest", () => {
        assert.deepEqual(
            resolve(
                {
                    network_id: idOf("networks", "a"),
                    fixed: [{ of: idOf("projects", "cluster2"), port: 22 }],
                    protocol: null,
                    enabled: false,
                },
                ids,
            ),
            { network_id: "n1", fixed: [{ of: "p2", port: 22 }], protocol: null, enabled: false },
        );
    });

    it("refuses a reference to what is not made yet", () => {
        assert.throws(() => resolve({ port_id: idOf("ports", "x") }, ids), {
            message: "ports/x is used before it is made",
        });
    });
});

describe("missingObjects", () => {
    it("takes an object of the same name in another project for another one", () => {
        const listed = [{ id: "n2", project_id: "p2", name: "a" }];
        assert.deepEqual(missingObjects(networks, ids, listed), [{ project_id: "p1", name: "a" }]);
    });

    it("finds a rule again by its fields: one that a rule lacks is null in the list", () => {
        const rules: PlannedCollection = {
            collection: "security_group_rules",
            identity: ["protocol", "port_range_min", "remote_ip_prefix"],
            objects: [{ protocol: "tcp", port_range_min: 22 }, { remote_ip_prefix: "0.0.0.0/0" }],
        };
        const listed = [
            { id: "r1", protocol: "tcp", port_range_min: 22, remote_ip_prefix: null },
            { id: "r2", protocol: "udp", port_range_min: null, remote_ip_prefix: "0.0.0.0/0" },
        ];
        assert.deepEqual(missingObjects(rules, ids, listed), [{ remote_ip_prefix: "0.0.0.0/0" }]);
    });
});

describe("idsOf", () => {
    it("knows planned objects alone, each by its own project", () => {
        const listed = [
            { id: "n1", project_id: "p1", name: "a" },
            { id: "n9", project_id: "p9", name: "a" },
            { id: "n3", project_id: "p1", name: "default" },
        ];
        assert.deepEqual([...idsOf(networks, ids, listed)], [["networks/a", "n1"]]);
    });

    it("has no entry for objects without a name, such as rules", () => {
        const rules: PlannedCollection = {
            collection: "security_group_rules",
            identity: ["protocol"],
            objects: [{ protocol: "tcp" }],
        };
        assert.deepEqual([...idsOf(rules, ids, [{ id: "r1", protocol: "tcp" }])], []);
    });
});
