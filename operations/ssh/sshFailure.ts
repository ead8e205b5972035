import {
    requestFailure,
    requestFailureKind,
    type RequestFailure,
} from "../../stacks/survey/requestFailure";
import { fingerprint } from "./hostKey";

export type SshFailureKind =
    NonNullable<RequestFailure["kind"]> | "key" | "host-key" | "forwarding";

/** What a failure is told by, besides its words. */
export interface SshFacts {
    readonly kind?: SshFailureKind;
    /** Whether it is the bastion's, not the node's behind it. */
    readonly isBastion?: boolean;
}

/** Why a host cannot be logged in to or asked, as one sentence for the operator, without secrets. */
export class SshFailure extends Error {
    public readonly facts: SshFacts;

    constructor(message: string, facts: SshFacts = {}) {
        super(message);
        this.facts = facts;
    }
}

/** A host that connections are forwarded by. */
export interface Forwarder extends Pick<SshFacts, "isBastion"> {
    readonly name: string;
}

/** A host as it is dialled. */
export interface DialledHost {
    readonly host: string;
    readonly port: number;
    readonly user: string;
}

/** Reason codes of SSH_MSG_CHANNEL_OPEN_FAILURE, RFC 4254 section 5.1. */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

/** What ssh2 knows of a failed connection. */
interface ClientError extends Error {
    /** Where it failed, by ssh2: `client-socket`, `client-authentication`, `handshake` … */
    readonly level?: string;
    /** Of the operating system as text; of sshd's own farewell as a number. */
    readonly code?: string | number;
}

/** Why logging in failed; `seconds` is the limit of time, `key` the blob of the key that was offered. */
export function loginFailure(
    error: Error,
    { host, port, user }: DialledHost,
    seconds: number,
    key: Buffer,
): SshFailure {
    const { level, code, message } = error as ClientError;
    const where = `${host}:${port}`;
    if (level === "client-authentication") {
        return new SshFailure(
            `${where} refuses the private key ${fingerprint(key)} for ${user}: Permission denied (publickey)`,
            { kind: "key" },
        );
    }
    if (level === "client-timeout") return noAnswer(where, seconds);
    if (level === "handshake" && message.includes("host key format")) {
        return new SshFailure(
            `${where} has no host key of the type that the configuration has of it`,
            { kind: "host-key" },
        );
    }
    if (code === "ETIMEDOUT") return noAnswer(where, seconds);
    if (typeof code === "string") {
        return new SshFailure(`${where}: ${requestFailure(error)}`, requestFailureKind(error));
    }
    const [said = ""] = message.split("\n", 1);
    return new SshFailure(`${where} ends the connection before a login: ${said}`);
}

/** The host shows another key than the configured one. */
export function hostKeyMismatch(
    { host, port }: DialledHost,
    shown: Buffer,
    expected: string,
): SshFailure {
    return new SshFailure(
        `${host}:${port} shows the host key ${fingerprint(shown)}, and the configuration has ${fingerprint(expected)}`,
        { kind: "host-key" },
    );
}

export function noAnswer(where: string, seconds: number): SshFailure {
    return new SshFailure(`${where}: no answer within ${seconds} s`, { kind: "unreachable" });
}

/**
 * Why a host opens no connection to `where`. sshd says what its own connect said, and nothing else
 * of one that it may not make.
 */
export function forwardFailure(
    error: Error,
    { name, ...by }: Forwarder,
    where: string,
): SshFailure {
    const { reason } = error as { reason?: number };
    if (reason === PROHIBITED) {
        return new SshFailure(
            `${name} forwards no connections: its sshd has AllowTcpForwarding no, or another PermitOpen`,
            { kind: "forwarding", ...by },
        );
    }
    if (reason !== CONNECT_FAILED) {
        return new SshFailure(`${name} ended the connection to ${where}`, by);
    }
    const said = error.message.replace("(SSH) Channel open failure: ", "").toLowerCase();
    return new SshFailure(`${where}: ${said || "it cannot be connected to"}`, connectFacts(said));
}

/** Of the words with which sshd's own connect failed. */
function connectFacts(said: string): SshFacts {
    if (said.includes("refused")) return { kind: "refused" };
    return /no route|timed out/.test(said) ? { kind: "unreachable" } : {};
}
