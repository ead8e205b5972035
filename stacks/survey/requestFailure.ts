import { ApiException } from "@kubernetes/client-node";
import type { Failure } from "./look";

/** Why a request failed; of a kind where that calls for something of its own. */
export type RequestFailure = Failure<
    "refused" | "unreachable" | "credentials" | "certificate-expired" | "other-server"
>;

const OTHER_CA: RequestFailure = {
    failure: "its certificate is not signed by the CA in the kubeconfig",
    kind: "other-server",
};

const CAUSES: Readonly<Record<string, RequestFailure>> = {
    ECONNREFUSED: { failure: "the connection is refused", kind: "refused" },
    EHOSTUNREACH: { failure: "there is no way to the host", kind: "unreachable" },
    ENETUNREACH: { failure: "there is no way to the network", kind: "unreachable" },
    ENOTFOUND: { failure: "its name is not known" },
    EAI_AGAIN: { failure: "its name cannot be looked up" },
    ECONNRESET: { failure: "the connection was reset" },
    CERT_HAS_EXPIRED: { failure: "its certificate has expired", kind: "certificate-expired" },
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: OTHER_CA,
    DEPTH_ZERO_SELF_SIGNED_CERT: OTHER_CA,
    SELF_SIGNED_CERT_IN_CHAIN: OTHER_CA,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: OTHER_CA,
    // Another CA of the same name: kubeadm calls all of them "kubernetes".
    CERT_SIGNATURE_FAILURE: OTHER_CA,
    CERT_NOT_YET_VALID: {
        failure: "its certificate is not valid yet by the clock of this machine",
    },
    ETIMEDOUT: { failure: "it does not answer" },
    ERR_TLS_CERT_ALTNAME_INVALID: {
        failure: "its certificate names other hosts",
        kind: "other-server",
    },
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
    return causeOf(error)?.failure ?? error.message;
}

/** The kind of such a failure, to be spread into one; empty where it has none. */
export function requestFailureKind(error: unknown): Pick<RequestFailure, "kind"> {
    if (error instanceof ApiException) return error.code === 401 ? { kind: "credentials" } : {};
    const kind = causeOf(error)?.kind;
    return kind === undefined ? {} : { kind };
}

function causeOf(error: unknown): RequestFailure | undefined {
    return CAUSES[(error as NodeJS.ErrnoException | undefined)?.code ?? ""];
}
