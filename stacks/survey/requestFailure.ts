import { ApiException } from "@kubernetes/client-node";

const CAUSES: Readonly<Record<string, string>> = {
    ECONNREFUSED: "the connection is refused",
    EHOSTUNREACH: "there is no way to the host",
    ENETUNREACH: "there is no way to the network",
    ENOTFOUND: "its name is not known",
    EAI_AGAIN: "its name cannot be looked up",
    ECONNRESET: "the connection was reset",
    CERT_HAS_EXPIRED: "its certificate has expired",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not signed by the CA in the kubeconfig",
    DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not signed by the CA in the kubeconfig",
    SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not signed by the CA in the kubeconfig",
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not signed by the CA in the kubeconfig",
    // Another CA of the same name: kubeadm calls all of them "kubernetes".
    CERT_SIGNATURE_FAILURE: "its certificate is not signed by the CA in the kubeconfig",
    CERT_NOT_YET_VALID: "its certificate is not valid yet by the clock of this machine",
    ETIMEDOUT: "it does not answer",
    ERR_TLS_CERT_ALTNAME_INVALID: "its certificate names other hosts",
};

/** Message of a `Status` that an API server answered, or of something in between. */
function statusMessage(body: unknown): string | undefined {
    try {
        const status: unknown = typeof body === "string" ? JSON.parse(body) : body;
        const message = (status as { message?: unknown } | null)?.message;
        return typeof message === "string" ? message : undefined;
    } catch {
        return undefined;
    }
}

/** Why a request to an API server failed, as the end of a sentence. Quotes no body but a Status. */
export function requestFailure(error: unknown): string {
    if (error instanceof ApiException) {
        const message = statusMessage(error.body);
        return `it answers ${error.code}${message === undefined ? "" : `: ${message}`}`;
    }
    if (!(error instanceof Error)) return String(error);
    if (error.name === "AbortError" || error.name === "TimeoutError") return "it does not answer";
    const { code } = error as NodeJS.ErrnoException;
    return CAUSES[code ?? ""] ?? error.message;
}
