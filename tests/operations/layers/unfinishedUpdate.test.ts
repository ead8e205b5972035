import assert from "node:assert/strict";
import type { LinkerdName } from "../../../components/linkerd/versions";
import { layersFor } from "../../../operations/allLayers";
import { behindNat } from "../support/behindNat";
import { reported } from "../support/examined";
import { healthyMesh, healthyView } from "../support/views";

/** A healthy mesh of one version under the configuration of another. */
function told(live: LinkerdName, configured: LinkerdName) {
    const mesh = healthyMesh(live);
    mesh.config = { ...healthyMesh(configured).config };
    const view = behindNat(healthyView(mesh));
    return layersFor(view).flatMap(({ examine }) =>
        reported(examine(view).findings).map(
            ({ severity, where, code, remedy }) => `${severity} ${where} ${code}: ${remedy}`,
        ),
    );
}

const UP = "pulumi up --refresh";

describe("doctor of a mesh that works, before `pulumi up` with a later version", () => {
    it("warns of what 2.14 has otherwise than 2.19, and asks for the update alone", () => {
        assert.deepEqual(told("stable-2.14.10", "edge-25.10.7"), [
            `warning cluster1 update-unfinished: ${UP}`,
            `warning cluster2 update-unfinished: ${UP}`,
            `warning cluster1-to-cluster2 link-of-other-version: ${UP}`,
            `warning cluster2-to-cluster1 link-of-other-version: ${UP}`,
            `warning cluster1-to-cluster2 service-mirror-of-other-version: ${UP}`,
            `warning cluster2-to-cluster1 service-mirror-of-other-version: ${UP}`,
            `warning cluster2 split-missing: ${UP}`,
            "warning cluster1 release-leftover: pulumi up",
            "warning cluster2 release-leftover: pulumi up",
        ]);
    });

    it("warns of versions alone between two whose objects have the same names", () => {
        assert.deepEqual(told("edge-25.10.7", "edge-26.7.1"), [
            `warning cluster1 update-unfinished: ${UP}`,
            `warning cluster2 update-unfinished: ${UP}`,
            `warning cluster1-to-cluster2 link-of-other-version: ${UP}`,
            `warning cluster2-to-cluster1 link-of-other-version: ${UP}`,
        ]);
    });

    it("asks for the later version where the configuration has gone back", () => {
        const [first, second] = told("edge-26.7.1", "edge-25.10.7");
        const back = "pulumi config set linkerdVersion edge-26.7.1\npulumi up";
        assert.deepEqual(
            [first, second],
            [
                `warning cluster1 update-unfinished: ${back}`,
                `warning cluster2 update-unfinished: ${back}`,
            ],
        );
    });
});
