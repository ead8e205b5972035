import * as pulumi from "@pulumi/pulumi";

/**
 * An error for the operator, which Pulumi prints without a stack trace.
 *
 * The stack is removed: to print one, the SDK calls `util.inspect`, and Node.js 20 then spends
 * some twenty seconds in a loop over Pulumi's own source maps.
 */
export function operatorError(message: string): Error {
    const error = new pulumi.RunError(message);
    delete error.stack;
    return error;
}
