import assert from "node:assert/strict";
import { cliNames, OUTSIDE_VERSIONS, outsideVersion } from "../../../sandbox/linkerd/versions";

describe("OUTSIDE_VERSIONS", () => {
    it("have the images that their charts ask for", () => {
        assert.deepEqual(
            OUTSIDE_VERSIONS.map(({ images }) => images),
            [
                [
                    "cr.l5d.io/linkerd/controller:edge-25.10.7",
                    "cr.l5d.io/linkerd/proxy:edge-25.10.7",
                    "cr.l5d.io/linkerd/proxy-init:v2.4.3",
                ],
                ["cr.l5d.io/linkerd/controller:edge-26.7.1", "cr.l5d.io/linkerd/proxy:edge-26.7.1"],
            ],
        );
    });
});

describe("outsideVersion", () => {
    it("answers a version that it does not know with what to write", () => {
        assert.throws(
            () => outsideVersion("2.19"),
            new Error(
                '--linkerd is "2.19"; write edge-25.10.7 or edge-26.7.1, or leave it out for stable-2.14.10, which is built here',
            ),
        );
    });
});

describe("cliNames", () => {
    it("are the name that people give it and the name of the release's file", () => {
        assert.deepEqual(cliNames(outsideVersion("edge-26.7.1"), "arm64"), [
            "linkerd",
            "linkerd2-cli-edge-26.7.1-linux-arm64",
        ]);
    });
});
