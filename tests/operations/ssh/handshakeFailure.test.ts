import assert from "node:assert/strict";
import { handshakeFailure } from "../../../operations/ssh/handshakeFailure";

describe("handshakeFailure", () => {
    for (const [error, told] of [
        [
            Object.assign(new Error("wrong version number"), { code: "ERR_SSL_WRONG_VERSION" }),
            "what listens there speaks no TLS",
        ],
        [new DOMException("no handshake in time", "TimeoutError"), "it does not answer"],
        [
            new Error("it closes the connection without a handshake"),
            "it closes the connection without a handshake",
        ],
    ] as const) {
        it(`says "${told}" of ${error.name} "${error.message}"`, () => {
            assert.equal(handshakeFailure(error), told);
        });
    }
});
