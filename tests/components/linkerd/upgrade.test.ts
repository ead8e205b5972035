import assert from "node:assert/strict";
import { upgradeAdvice } from "../../../components/linkerd/upgrade";
import { LINKERD_VERSIONS } from "../../../components/linkerd/versions";

const [old, middle, latest] = LINKERD_VERSIONS;

const BACK =
    "and a way back is not supported: the API server stores Links in a version that the CRD of 2.14 does not have, and the clean-up of the mirrors would remove them all";
const SKIPS =
    "Linkerd 2.14 runs, and this skips 2.19: Linkerd does not support proxies that are more than one major version away from their control plane, and those of your own pods are until they restart; write edge-25.10.7 first, or set acceptSkippedVersions to true";

describe("upgradeAdvice", () => {
    it("has nothing against the same version and against the next row", () => {
        for (const [from, to] of [
            [old, old],
            [latest, latest],
            [old, middle],
            [middle, latest],
        ] as const) {
            assert.equal(upgradeAdvice(from, to, false), undefined);
        }
    });

    it("refuses to skip a row, unless that is accepted", () => {
        assert.equal(upgradeAdvice(old, latest, false), SKIPS);
        assert.equal(upgradeAdvice(old, latest, true), undefined);
    });

    it("refuses every way back, accepted or not", () => {
        assert.equal(
            upgradeAdvice(middle, old, true),
            `Linkerd 2.19 runs, ${BACK}; write edge-25.10.7`,
        );
        assert.equal(
            upgradeAdvice(latest, old, false),
            `Linkerd 2.20 runs, ${BACK}; write edge-26.7.1`,
        );
        assert.equal(
            upgradeAdvice(latest, middle, true),
            "Linkerd 2.20 runs, and a way back is not supported; write edge-26.7.1",
        );
    });
});
