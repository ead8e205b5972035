import assert from "node:assert/strict";
import { bridgeCommands } from "../../../sandbox/network/bridge";

describe("bridgeCommands", () => {
    it("makes a bridge that is not there", () => {
        assert.deepEqual(bridgeCommands("tenant", new Set(["lo"])), [
            "link add tenant type bridge mcast_snooping 0",
            "link set tenant up",
        ]);
    });

    it("leaves one that is there, with the links in it", () => {
        assert.deepEqual(bridgeCommands("tenant", new Set(["tenant"])), ["link set tenant up"]);
    });
});
