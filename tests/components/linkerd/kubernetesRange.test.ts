import assert from "node:assert/strict";
import { kubernetesMisfit } from "../../../components/linkerd/kubernetesRange";
import { LINKERD_VERSIONS } from "../../../components/linkerd/versions";

const [V2_14, V2_19, V2_20] = LINKERD_VERSIONS;
const [COVERED_2_14, COVERED_2_19, COVERED_2_20] = [
    "1.21 to 1.28",
    "1.22 to 1.35",
    "1.31 to 1.35",
] as const;

describe("kubernetesMisfit", () => {
    for (const [version, row, misfit] of [
        ["v1.21.0", V2_14, undefined],
        ["v1.28.15+k3s1", V2_14, undefined],
        ["v1.35.4", V2_20, undefined],
        ["v1.20.15", V2_14, { side: "below", covered: COVERED_2_14 }],
        ["v1.21.5", V2_19, { side: "below", covered: COVERED_2_19, instead: V2_14 }],
        // Two rows name it: the next one is told of, as a step skips none.
        ["v1.27.5", V2_20, { side: "below", covered: COVERED_2_20, instead: V2_19 }],
        ["v1.29.0", V2_14, { side: "above", covered: COVERED_2_14, instead: V2_19 }],
        ["1.33.5", V2_14, { side: "above", covered: COVERED_2_14, instead: V2_19 }],
        ["v1.36.0", V2_19, { side: "above", covered: COVERED_2_19 }],
        ["v2.0.0", V2_14, undefined],
        ["unknown", V2_14, undefined],
    ] as const) {
        it(`judges ${version} under ${row.series}`, () => {
            assert.deepEqual(kubernetesMisfit(version, row), misfit);
        });
    }
});
