import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PARTS, partFrom } from "../../../sandbox/toolchain/parts";
import { requiredVersion } from "../../../sandbox/toolchain/versions";

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
