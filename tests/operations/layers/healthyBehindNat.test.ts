import assert from "node:assert/strict";
import { LAYERS } from "../../../operations/allLayers";
import { behindNat } from "../support/behindNat";
import { healthyView } from "../support/views";

describe("every layer, of a mesh behind NAT", () => {
    const view = behindNat(healthyView());

    for (const layer of LAYERS) {
        it(`has nothing to say where all is well: ${layer.id}`, () => {
            const { findings, notChecked } = layer.examine(view);
            assert.deepEqual([findings, notChecked], [[], []]);
        });
    }

    for (const layer of LAYERS.filter(({ pre }) => pre)) {
        it(`has nothing to say before an update: ${layer.id}`, () => {
            const { findings, notChecked } = layer.examine({ ...view, pre: true });
            assert.deepEqual([findings, notChecked], [[], []]);
        });
    }
});
