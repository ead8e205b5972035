import assert from "node:assert/strict";
import { join } from "node:path";
import { cloudStatus, describeDifference, isCloudDaemon } from "../../../sandbox/cloud/status";
import { readSettings } from "../../../sandbox/settings/settings";

describe("cloudStatus", () => {
    it("says of a sandbox that never ran that it does not run", async () => {
        const settings = readSettings(join(__dirname, "..", "..", ".."), {
            SANDBOX_STATE: join(__dirname, "missing"),
        });
        const status = await cloudStatus(settings);
        assert.deepEqual(status, {
            keystone: "http://127.0.0.1:15000/v3",
            neutron: "http://127.0.0.1:19696",
            cloudsFile: join(__dirname, "missing", "cloud", "clouds.yaml"),
            clouds: ["cluster1", "cluster2", "admin"],
            daemons: [],
            problems: ["OpenStack does not run"],
            differs: status.differs,
        });
    });
});

describe("describeDifference", () => {
    it("has the versions that are installed, not those of packages named alike", () => {
        assert.equal(
            describeDifference("keystoneauth1==5.18.1\nkeystone==30.0.0\nneutron==29.0.0\n"),
            "keystone 30.0.0, neutron 29.0.0: the official packages on SQLite, without message broker " +
                "and agents; sandbox/cloud/enforcement stands for the agents of compute and network nodes",
        );
    });
});

describe("isCloudDaemon", () => {
    it("tells the cloud's daemons from those of clusters and from the charts'", () => {
        const names = ["keystone", "neutron", "cloud-enforcement", "charts", "cluster1-etcd"];
        assert.deepEqual(names.filter(isCloudDaemon), ["keystone", "neutron", "cloud-enforcement"]);
    });
});
