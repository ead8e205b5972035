import assert from "node:assert/strict";
import { counted } from "../../../operations/findings/counted";

describe("counted", () => {
    it("has the plural for all numbers but one", () => {
        assert.deepEqual(
            [counted(0, "link"), counted(1, "link"), counted(2, "link")],
            ["0 links", "1 link", "2 links"],
        );
        assert.deepEqual(
            [counted(1, "NetworkPolicy", "NetworkPolicies"), counted(3, "policy", "policies")],
            ["1 NetworkPolicy", "3 policies"],
        );
    });
});
