import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linkerFlags, PARTS, partFrom, requiredVersion } from "../../../sandbox/toolchain/parts";

describe("PARTS", () => {
    it("gives every program a name of its own", () => {
        const names = PARTS.map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)]);
    });

    for (const part of PARTS) {
        it(`has a committed module with the pinned source of ${part.name}`, () => {
            const folder = join("sandbox", part.module);
            const goMod = readFileSync(join(folder, "go.mod"), "utf8");
            if (part.source !== undefined) {
                assert.match(requiredVersion(goMod, part.source), /^v\d/);
                assert.ok(existsSync(join(folder, "go.sum")));
            }
            if (part.package.startsWith(".")) assert.ok(existsSync(join(folder, part.package)));
        });
    }

    it("stamps Linkerd with the tag that the program's default charts carry", () => {
        const { stamps = {} } = partFrom(PARTS, "github.com/linkerd/linkerd2");
        assert.deepEqual(Object.values(stamps), ["stable-2.14.10"]);
    });
});

describe("partFrom", () => {
    it("takes the path of a Go module or the name of our folder for it", () => {
        assert.equal(partFrom(PARTS, "go.universe.tf/metallb").module, "toolchain/metallb");
        assert.equal(partFrom(PARTS, "metallb").source, "go.universe.tf/metallb");
    });

    it("names the modules there are when it knows none of that name", () => {
        assert.throws(
            () => partFrom(PARTS, "metalb"),
            /^Error: No part is built from the Go module "metalb"; there are k8s\.io\/kubernetes, /,
        );
    });
});

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
