import assert from "node:assert/strict";
import { CHARTS, chartsKey, stampValues } from "../../../sandbox/charts/sources";
import { LINKERD_TAG } from "../../../sandbox/toolchain/parts";
import * as versions from "../../../components/linkerd/versions";

describe("CHARTS", () => {
    it("are the versions that the program installs by default", () => {
        const known = JSON.stringify(versions);
        for (const { version } of CHARTS) assert.ok(known.includes(`"${version}"`), version);
        assert.ok(known.includes(`"${LINKERD_TAG}"`));
    });
});

describe("stampValues", () => {
    it("replaces the placeholder wherever it stands and nothing else", () => {
        assert.equal(
            stampValues("linkerdVersion: linkerdVersionValue\n# linkerdVersionValue\nproxy: {}\n"),
            "linkerdVersion: stable-2.14.10\n# stable-2.14.10\nproxy: {}\n",
        );
    });
});

describe("chartsKey", () => {
    const folder = "/home/y/go/pkg/mod/github.com/linkerd/linkerd2@v0.5.1";

    it("does not depend on where the module cache lies", () => {
        const elsewhere = "/home/x/go/pkg/mod/github.com/linkerd/linkerd2@v0.5.1";
        assert.equal(chartsKey(elsewhere, "v3", "1"), chartsKey(folder, "v3", "1"));
    });

    it("changes with sources, helm and recipe", () => {
        const keys = [
            chartsKey(folder, "v3", "1"),
            chartsKey(`${folder}-1`, "v3", "1"),
            chartsKey(folder, "v4", "1"),
            chartsKey(folder, "v3", "2"),
        ];
        assert.equal(new Set(keys).size, keys.length);
    });
});
