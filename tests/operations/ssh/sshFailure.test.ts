import assert from "node:assert/strict";
import { forwardFailure, type SshFacts } from "../../../operations/ssh/sshFailure";

describe("what sshd says of a connection that it could not forward", () => {
    for (const [said, told, facts] of [
        ["Connection refused", "a:1: connection refused", { kind: "refused" }],
        ["No route to host", "a:1: no route to host", { kind: "unreachable" }],
        ["Connection timed out", "a:1: connection timed out", { kind: "unreachable" }],
        ["Unknown host", "a:1: unknown host", {}],
    ] as const satisfies readonly [string, string, SshFacts][]) {
        it(`is told: ${said}`, () => {
            const error = new Error(`(SSH) Channel open failure: ${said}`);
            const bastion = { name: "the bastion b", isBastion: true };
            const failure = forwardFailure(Object.assign(error, { reason: 2 }), bastion, "a:1");
            assert.deepEqual([failure.message, failure.facts], [told, facts]);
        });
    }
});
