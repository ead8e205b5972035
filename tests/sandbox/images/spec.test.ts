import assert from "node:assert/strict";
import type { Image } from "../../../sandbox/images/catalog";
import { imageSpec } from "../../../sandbox/images/spec";

const example: Image = {
    name: "example.test/a:1",
    runs: "an example",
    entrypoint: ["/a"],
    user: "65534",
    files: [
        { program: "a", path: "/a", capabilities: ["net_admin"] },
        { machine: "/usr/lib/{triplet}/plugins", path: "/usr/lib/{triplet}/plugins" },
        { machine: "/etc/example.conf", path: "/etc/a.conf", mode: "0644", optional: true },
    ],
};

describe("imageSpec", () => {
    it("says where each file is, in the builder's words", () => {
        assert.deepEqual(imageSpec(example, { bin: "/bin", arch: "arm64" }), {
            name: "example.test/a:1",
            architecture: "arm64",
            entrypoint: ["/a"],
            user: "65534",
            files: [
                { source: "/bin/a", path: "/a", mode: "0755", capabilities: ["net_admin"] },
                {
                    source: "/usr/lib/aarch64-linux-gnu/plugins",
                    path: "/usr/lib/aarch64-linux-gnu/plugins",
                    mode: "0755",
                },
                { source: "/etc/example.conf", path: "/etc/a.conf", mode: "0644", optional: true },
            ],
        });
    });

    it("refuses a machine type that no image is built for", () => {
        assert.throws(() => imageSpec(example, { bin: "/bin", arch: "ppc64" }), {
            message: `This machine's type is "ppc64"; images can be built for x64 and arm64 only.`,
        });
    });
});
