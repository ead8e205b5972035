import assert from "node:assert/strict";
import { mountPoints } from "../../../sandbox/network/namespaces";

describe("mountPoints", () => {
    it("finds mounts of one type, with and without optional fields", () => {
        const text = [
            "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
            "40 22 0:4 net:[4026532] /run/netns/lmc-c1n1 rw shared:9 master:2 - nsfs nsfs rw",
            "41 22 0:4 mnt:[4026533] /run/lmc-sandbox/lmc-c1n1.mnt rw - nsfs nsfs rw",
            "",
        ].join("\n");
        assert.deepEqual(mountPoints(text, "nsfs"), [
            "/run/netns/lmc-c1n1",
            "/run/lmc-sandbox/lmc-c1n1.mnt",
        ]);
        assert.deepEqual(mountPoints(text, "ext4"), ["/"]);
    });
});
