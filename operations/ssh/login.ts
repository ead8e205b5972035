import type { Duplex } from "node:stream";
import { Client, type ParsedKey, type PublicKeyAuthMethod } from "ssh2";
import { readHostKey } from "./hostKey";
import { hostKeyMismatch, loginFailure, type DialledHost, type SshFailure } from "./sshFailure";

/** How a host is logged in to. */
export interface LoginArgs extends DialledHost {
    /** The only key that is accepted of it, as `ssh-ed25519 AAAA…`. */
    readonly hostKey: string;
    readonly key: ParsedKey;
    /** Limit of time for connection and login together. */
    readonly seconds: number;
    /** What carries the connection. @default a connection of its own */
    readonly stream?: Duplex;
}

/**
 * Logs in to a host with the one key, never through an agent; rejects with an {@link SshFailure}.
 *
 * The caller ends the client. One that breaks later fails what runs on it, and nothing else.
 */
export function logIn(args: LoginArgs): Promise<Client> {
    const { host, port, user, key, seconds, stream } = args;
    const expected = readHostKey(args.hostKey);
    const method: PublicKeyAuthMethod = { type: "publickey", username: user, key };
    const client = new Client();
    return new Promise((resolve, reject) => {
        let mismatch: SshFailure | undefined;
        client.once("ready", () => {
            resolve(client);
        });
        // Stays: without a listener a later error would end the process.
        client.on("error", (error) => {
            reject(mismatch ?? loginFailure(error, args, seconds, key.getPublicSSH()));
            client.destroy();
        });
        client.once("close", () => {
            const error = new Error("it closed the connection");
            reject(loginFailure(error, args, seconds, key.getPublicSSH()));
        });
        client.connect({
            ...(stream === undefined ? { host, port } : { sock: stream }),
            readyTimeout: seconds * 1000,
            algorithms: { serverHostKey: expected.algorithms },
            hostVerifier: (shown: Buffer) => {
                if (shown.toString("base64") === expected.blob) return true;
                mismatch = hostKeyMismatch(args, shown, expected.blob);
                return false;
            },
            username: user,
            authHandler: [method],
        });
    });
}
