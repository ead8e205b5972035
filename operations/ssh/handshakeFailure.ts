import { requestFailure } from "../../stacks/survey/requestFailure";

/** Why a handshake failed; OpenSSL's own words are of use to nobody here. Pure. */
export function handshakeFailure(error: unknown): string {
    // Of a DOMException, as of one that ran out of time, the code is a number.
    const { code } = error as { readonly code?: unknown };
    return typeof code === "string" && code.startsWith("ERR_SSL_")
        ? "what listens there speaks no TLS"
        : requestFailure(error);
}
