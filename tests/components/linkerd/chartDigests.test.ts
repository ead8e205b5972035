import assert from "node:assert/strict";
import { archiveDigest, digestMistakes } from "../../../components/linkerd/chartDigests";

const ONE = archiveDigest(Buffer.from("one"));
const OTHER = archiveDigest(Buffer.from("other"));
const PINNED = new Map([["linkerd-crds-1.8.0", ONE]]);
const offered = (digest: string, version = "1.8.0") => [{ name: "linkerd-crds", version, digest }];

describe("digestMistakes", () => {
    it("calculates what sha256sum prints", () => {
        assert.equal(ONE, "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    });

    for (const digest of [ONE, `sha256:${ONE}`, ONE.toUpperCase()]) {
        it(`takes the pinned one, written as ${digest.slice(0, 10)}…`, () => {
            assert.deepEqual(digestMistakes(offered(digest), PINNED), []);
        });
    }

    it("names both digests of a chart with other bytes under its version", () => {
        assert.deepEqual(digestMistakes(offered(OTHER), PINNED), [
            `linkerd-crds 1.8.0 has the digest sha256:${OTHER}, not sha256:${ONE}, which is pinned: the repository offers other bytes under the same version; ask its keeper, and pin the new digest only if the change is meant`,
        ]);
    });

    it("names the digest of a version that nobody has pinned", () => {
        assert.deepEqual(digestMistakes(offered(ONE, "1.9.0"), PINNED), [
            `linkerd-crds 1.9.0 has the digest sha256:${ONE}, and none is pinned; compare it with that of the publisher, and pin it`,
        ]);
    });
});
