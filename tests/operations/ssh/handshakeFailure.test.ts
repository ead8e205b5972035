import assert from "node:assert/strict";
import { handshakeFailure } from "../../../operations/ssh/handshakeFailure";

describe("handshakeFailure", () => {
    for (const [error, told] of [
        [
            Object.assign(new Error("wrong version number"), { code: "ERR_SSL_WRONG_VERSION" }),
            { failure: "what listens there speaks no TLS", kind: "other-server" },
        ],
        [
            new DOMException("no handshake in time", "TimeoutError"),
            { failure: "it does not answer" },
        ],
        [
            new Error("it closes the connection without a handshake"),
            { failure: "it closes the connection without a handshake" },
        ],
    ] as const) {
        it(`says "${told.failure}" of ${error.name} "${error.message}"`, () => {
            assert.deepEqual(handshakeFailure(error), told);
        });
    }
});
