import assert from "node:assert/strict";
import { asRoot } from "../../../sandbox/system/shell";

describe("asRoot", () => {
    it("hands on the settings of the sandbox, which sudo would drop, and nothing else", () => {
        assert.equal(
            asRoot("npm run sandbox -- up", { SANDBOX_PREFIX: "two", OTHER: "x" }),
            `sudo env "PATH=$PATH" "HOME=$HOME" 'SANDBOX_PREFIX=two' npm run sandbox -- up`,
        );
    });
});
