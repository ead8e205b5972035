import assert from "node:assert/strict";
import { LAYERS } from "../../../operations/allLayers";
import { behindNat } from "../support/behindNat";
import { healthyView } from "../support/views";

describe("every layer", () => {
    const view = behindNat(healthyView());

    for (const layer of LAYERS) {
        it(`has nothing to say of a healthy mesh: ${layer.id}`, () => {
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

    it("has an id of its own", () => {
        const ids = LAYERS.map(({ id }) => id);
        assert.deepEqual([...new Set(ids)], ids);
    });
});
