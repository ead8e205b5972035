import assert from "node:assert/strict";
import { describeAsked } from "../../integration/requestStream";

describe("describeAsked", () => {
    const ok = { second: 3 };

    it("counts", () => {
        assert.equal(describeAsked([ok, ok]), "0 of 2 requests failed");
    });

    it("tells each kind of failure once, with the seconds in which it was seen", () => {
        const failed = (second: number, failure: string) => ({ second, failure });
        assert.equal(
            describeAsked([
                ok,
                failed(12, "HTTP 502"),
                failed(4, "timed out"),
                failed(27, "HTTP 502"),
            ]),
            "3 of 4 requests failed\n" +
                "  2 from second 12 to 27: HTTP 502\n" +
                "  1 from second 4 to 4: timed out",
        );
    });
});
