import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { loadBalancerAddress } from "../../components/linkerd/loadBalancerAddress";
import { tokenField } from "../../components/linkerd/serviceAccountToken";
import { operatorError } from "../../components/operatorError";

/** What Pulumi's runner looks at when it decides between the message and a stack trace. */
function assertIsForOperators(error: unknown): true {
    assert.ok(pulumi.RunError.isInstance(error));
    assert.equal(error.stack, undefined);
    return true;
}

describe("operatorError", () => {
    it("is what Pulumi prints as a message alone", () => {
        const error = operatorError("what to write instead");
        assert.equal(error.message, "what to write instead");
        assertIsForOperators(error);
    });

    it("is thrown where an operator has to do something", () => {
        assert.throws(() => loadBalancerAddress("east", undefined), assertIsForOperators);
        assert.throws(() => tokenField("east", {}, "token", false), assertIsForOperators);
    });
});
