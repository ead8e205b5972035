import assert from "node:assert/strict";
import { describeProgress, readGoLine } from "../../../sandbox/toolchain/progress";

const compiling = { program: "k8s", number: 1, of: 26, packages: 1, since: 1_000 };
const fetching = { folder: "toolchain/coredns", number: 2, of: 12, modules: 61 };

describe("describeProgress", () => {
    it("tells what is built and what is fetched, which of how many, in one line", () => {
        const last = "k8s.io/api v0.35.4";
        assert.equal(
            describeProgress(36_400, { ...compiling, packages: 412 }, { ...fetching, last }),
            "building k8s (1 of 26), 35 s: 412 packages compiled; " +
                "fetching for toolchain/coredns (2 of 12): 61 modules, now k8s.io/api v0.35.4",
        );
    });

    it("leaves out what does not go on", () => {
        assert.equal(
            describeProgress(1_000, compiling),
            "building k8s (1 of 26), 0 s: 1 package compiled",
        );
        assert.equal(
            describeProgress(1_000, undefined, fetching),
            "fetching for toolchain/coredns (2 of 12): 61 modules",
        );
        assert.equal(describeProgress(1_000), "");
    });
});

describe("readGoLine", () => {
    for (const [line, told] of [
        ["go: downloading k8s.io/api v0.35.4", { kind: "fetched", what: "k8s.io/api v0.35.4" }],
        ["k8s.io/api/core/v1", { kind: "compiled", what: "k8s.io/api/core/v1" }],
        ["internal/goarch", { kind: "compiled", what: "internal/goarch" }],
        ["# k8s.io/api/core/v1", undefined],
        ["main.go:3:1: undefined: x", undefined],
        ["go: finding module for package x", undefined],
        ["", undefined],
    ] as const) {
        it(`reads "${line}"`, () => {
            assert.deepEqual(readGoLine(line), told);
        });
    }
});
