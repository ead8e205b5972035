/** An error that the operator can mend: its message says what, where, and what to write or type. */
export class OperatorError extends Error {
    public override readonly name = "OperatorError";
}
