// Not out of the whole SDK: the commands of `operations` make no resource, and it takes half a second to load.
import { RunError } from "@pulumi/pulumi/errors";
import { printableLines } from "./printable";

/**
 * An error for the operator, which Pulumi prints without a stack trace.
 *
 * The stack is removed also where Pulumi.yaml's `--stack-trace-limit=0` is not in force: to print
 * one, the SDK calls `util.inspect`, on which Node.js 20 spends some twenty seconds.
 */
export function operatorError(message: string): Error {
    const error = new RunError(printableLines(message));
    delete error.stack;
    return error;
}
