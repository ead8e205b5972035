import {
    requestFailure,
    requestFailureKind,
    type RequestFailure,
} from "../../stacks/survey/requestFailure";

/** Why a handshake failed; OpenSSL's own words are of use to nobody here. Pure. */
export function handshakeFailure(error: unknown): RequestFailure {
    // Of a DOMException, as of one that ran out of time, the code is a number.
    const { code } = error as { readonly code?: unknown };
    return typeof code === "string" && code.startsWith("ERR_SSL_")
        ? { failure: "what listens there speaks no TLS", kind: "other-server" }
        : { failure: requestFailure(error), ...requestFailureKind(error) };
}
