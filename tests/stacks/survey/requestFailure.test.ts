import { ApiException } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { requestFailure, requestFailureKind } from "../../../stacks/survey/requestFailure";

describe("requestFailure", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:6443"), {
        code: "ECONNREFUSED",
    });
    const timeout = Object.assign(new Error("The operation was aborted."), { name: "AbortError" });
    const status = '{"kind":"Status","message":"pods is forbidden"}';
    const CASES: readonly [string, unknown, string][] = [
        [
            "the message of a Status",
            new ApiException(403, "HTTP-Code: 403", status, {}),
            "it answers 403: pods is forbidden",
        ],
        [
            "the message of a Status that was read already",
            new ApiException(409, "HTTP-Code: 409", { message: "taken" }, {}),
            "it answers 409: taken",
        ],
        [
            "the code alone of what something in between answers",
            new ApiException(502, "HTTP-Code: 502", "<html>token</html>", {}),
            "it answers 502",
        ],
        ["a time limit", timeout, "it does not answer"],
        ["a cause by its code", refused, "the connection is refused"],
        ["any other error", new Error("socket hang up"), "socket hang up"],
        ["what is no error", "odd", "odd"],
    ];
    for (const [what, error, expected] of CASES) {
        it(`tells ${what}`, () => {
            assert.equal(requestFailure(error), expected);
        });
    }

    for (const [error, kind] of [
        [refused, { kind: "refused" }],
        [new ApiException(401, "HTTP-Code: 401", "", {}), { kind: "credentials" }],
        [new ApiException(403, "HTTP-Code: 403", status, {}), {}],
        [timeout, {}],
        ["odd", {}],
    ] as const) {
        it(`knows the kind of "${requestFailure(error)}"`, () => {
            assert.deepEqual(requestFailureKind(error), kind);
        });
    }
});
