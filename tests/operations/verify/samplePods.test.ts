import assert from "node:assert/strict";
import { helloworldPods, sleepPod } from "../../../operations/verify/samplePods";
import { change, LinkedMesh, named, remove } from "../support/linkedMesh";

describe("helloworldPods", () => {
    it("are those of the app, whatever their version", () => {
        const mesh = new LinkedMesh();
        const pods = ["cluster1", "cluster2"].flatMap((name) => mesh.kubernetes(name).pods);
        assert.deepEqual(helloworldPods(pods), [
            "helloworld-v1-5f7d-abcde",
            "helloworld-v2-5f7d-abcde",
        ]);
    });
});

describe("sleepPod", () => {
    const { pods } = new LinkedMesh().kubernetes("cluster2");
    const sleep = named(pods, "sleep-5f7d-abcde");

    it("is one that is ready", () => {
        assert.deepEqual(sleepPod(pods), { seen: "sleep-5f7d-abcde" });
    });

    it("is none that goes, none that is not ready, and none where there is none", () => {
        change(sleep.metadata, { deletionTimestamp: new Date(0) });
        const missing = { failure: "there is no pod of Deployment sample/sleep to ask from" };
        assert.deepEqual(sleepPod(pods), missing);
        change(sleep.metadata, { deletionTimestamp: undefined });
        change(sleep.status, { conditions: [{ type: "Ready", status: "False" }] });
        assert.deepEqual(sleepPod(pods), {
            failure: "no pod of Deployment sample/sleep is ready",
        });
        remove(pods, "sleep-5f7d-abcde");
        assert.deepEqual(sleepPod(pods), missing);
    });
});
