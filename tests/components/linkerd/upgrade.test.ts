import assert from "node:assert/strict";
import { upgradeRefusal } from "../../../components/linkerd/upgrade";
import { LINKERD_VERSIONS, type LinkerdVersion } from "../../../components/linkerd/versions";

const [old, middle, latest] = LINKERD_VERSIONS;

const LOST =
    ": the API server stores Links in a version that the CRD of 2.14 does not have, and the clean-up of the mirrors would remove them all";
const SKIPS = {
    kind: "skipped",
    what: "Linkerd 2.14 runs, and this skips 2.19: Linkerd does not support proxies that are more than one major version away from their control plane, and those of your own pods are until they restart",
    advice: "write edge-25.10.7 first, or set acceptSkippedVersions to true",
    instead: middle,
};
const back = (from: LinkerdVersion, lost = "") => ({
    kind: "downgrade",
    what: `Linkerd ${from.series} runs, and a way back is not supported${lost}`,
    advice: `write ${from.linkerd}`,
    instead: from,
});
const unknown = (running: string) => ({
    kind: "unknown",
    what: `Linkerd ${running} runs, which this program does not know: it may be newer, and a way back is not supported`,
    advice: "use a program that knows it, or set acceptSkippedVersions to true if edge-25.10.7 is the newer one",
});

describe("upgradeRefusal", () => {
    const cases: readonly (readonly [
        what: string,
        running: string,
        configured: LinkerdVersion,
        accepted: boolean,
        refusal: unknown,
    ])[] = [
        ["the same version", old.linkerd, old, false, undefined],
        ["the newest again", latest.linkerd, latest, false, undefined],
        ["the next row", old.linkerd, middle, false, undefined],
        ["the next row after that", middle.linkerd, latest, false, undefined],
        ["another patch of the same series", "stable-2.14.9", old, false, undefined],
        ["a patch that skips a row", "stable-2.14.9", latest, false, SKIPS],
        ["a skipped row", old.linkerd, latest, false, SKIPS],
        ["a skipped row that is accepted", old.linkerd, latest, true, undefined],
        ["a way back to 2.14", middle.linkerd, old, false, back(middle, LOST)],
        ["a way back over two rows, accepted", latest.linkerd, old, true, back(latest, LOST)],
        ["a way back to 2.19, accepted", latest.linkerd, middle, true, back(latest)],
        ["one that has no row", "edge-27.1.1", middle, false, unknown("edge-27.1.1")],
        [
            "one that only begins like a series",
            "stable-2.1.0",
            middle,
            false,
            unknown("stable-2.1.0"),
        ],
        ["one that has no row, accepted", "edge-27.1.1", middle, true, undefined],
    ];
    for (const [what, running, configured, accepted, refusal] of cases) {
        it(`${refusal === undefined ? "takes" : "refuses"} ${what}`, () => {
            assert.deepEqual(upgradeRefusal(running, configured, accepted), refusal);
        });
    }
});
