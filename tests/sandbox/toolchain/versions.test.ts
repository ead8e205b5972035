import assert from "node:assert/strict";
import { linkerFlags, requiredVersion } from "../../../sandbox/toolchain/versions";

describe("requiredVersion", () => {
    // Each line holds a trap: a longer path, a replacement, a single-line require.
    const goMod = [
        "require example.org/one v1.2.3",
        "require (",
        "\texample.org/two/v2 v2.0.0",
        "\texample.org/two v0.5.1-0.20240220173600-1ea6b271718f // indirect",
        ")",
        "replace example.org/three => example.org/fork v9.9.9",
    ].join("\n");

    it("reads single lines, blocks and indirect requirements", () => {
        assert.equal(requiredVersion(goMod, "example.org/one"), "v1.2.3");
        assert.equal(
            requiredVersion(goMod, "example.org/two"),
            "v0.5.1-0.20240220173600-1ea6b271718f",
        );
    });

    it("does not take a replacement for a requirement", () => {
        assert.throws(
            () => requiredVersion(goMod, "example.org/three"),
            new Error("go.mod requires no version of example.org/three"),
        );
    });
});

describe("linkerFlags", () => {
    it("puts version, major and minor into the stamps", () => {
        const part = {
            name: "x",
            module: "x",
            package: ".",
            stamps: {
                "a.v": "{version}",
                "a.major": "{major}",
                "a.minor": "{minor}",
                "a.t": "clean",
            },
        };
        assert.equal(
            linkerFlags(part, "v1.35.4"),
            "-s -w -X a.v=v1.35.4 -X a.major=1 -X a.minor=35 -X a.t=clean",
        );
    });

    it("cuts debug information from programs of ours, which have no version", () => {
        assert.equal(linkerFlags({ name: "x", module: "x", package: "." }, undefined), "-s -w");
    });
});
