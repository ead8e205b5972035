import assert from "node:assert/strict";
import type { Image } from "../../../sandbox/images/catalog";
import { imageSpec, modulesOf } from "../../../sandbox/images/spec";

const example: Image = {
    name: "example.test/a:1",
    runs: "an example",
    entrypoint: ["/a"],
    user: "65534",
    files: [
        { program: "a", path: "/a", capabilities: ["net_admin"] },
        { machine: "/usr/lib/{triplet}/plugins", path: "/usr/lib/{triplet}/plugins" },
        { module: "example.test/m", folder: "charts", mode: "0644" },
    ],
};

const sources = { bin: "/bin", modules: { "example.test/m": "/mod/m@v1" } };

describe("imageSpec", () => {
    it("says where each file is, in the builder's words", () => {
        assert.deepEqual(imageSpec(example, { ...sources, arch: "arm64" }), {
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
                { source: "/mod/m@v1/charts", path: "/mod/m@v1/charts", mode: "0644" },
            ],
        });
    });

    it("refuses a machine type that no image is built for", () => {
        assert.throws(() => imageSpec(example, { ...sources, arch: "ppc64" }), {
            message: `This machine's type is "ppc64"; images can be built for x64 and arm64 only.`,
        });
    });
});

describe("modulesOf", () => {
    it("names each Go module once", () => {
        assert.deepEqual(modulesOf([example, example]), ["example.test/m"]);
    });
});
