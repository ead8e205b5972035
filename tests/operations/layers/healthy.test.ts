import assert from "node:assert/strict";
import { LINKERD_VERSIONS } from "../../../components/linkerd/versions";
import { LAYERS } from "../../../operations/allLayers";
import { behindNat } from "../support/behindNat";
import { healthyMesh, healthyView } from "../support/views";

for (const { linkerd } of LINKERD_VERSIONS) {
    describe(`every layer, of a healthy mesh behind NAT with Linkerd ${linkerd}`, () => {
        const view = behindNat(healthyView(healthyMesh(linkerd)));

        for (const layer of LAYERS) {
            it(`has nothing to say of it: ${layer.id}`, () => {
                const { findings, notChecked } = layer.examine(view);
                assert.deepEqual([findings, notChecked], [[], []]);
            });
        }

        for (const layer of LAYERS.filter(({ pre }) => pre)) {
            it(`has nothing to say of it before an update: ${layer.id}`, () => {
                const { findings, notChecked } = layer.examine({ ...view, pre: true });
                assert.deepEqual([findings, notChecked], [[], []]);
            });
        }
    });
}

describe("every layer", () => {
    it("has an id of its own", () => {
        const ids = LAYERS.map(({ id }) => id);
        assert.deepEqual([...new Set(ids)], ids);
    });
});
