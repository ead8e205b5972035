import type { Duplex } from "node:stream";
import { Client, type ServerHostKeyAlgorithm } from "ssh2";
import { loginFailure, noAnswer } from "./sshFailure";

/** What a checked configuration takes, in the order in which it chooses. */
const ALGORITHMS: ServerHostKeyAlgorithm[] = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
];

/** A host to ask. */
export interface ScannedHost {
    readonly host: string;
    readonly port: number;
    readonly seconds: number;
    /** Type of a key that is known of it, which it is asked for first: it may have others. */
    readonly type?: string | undefined;
    /** What carries the connection. @default a connection of its own */
    readonly stream?: Duplex;
}

/**
 * The host key that a host shows, as `ssh-ed25519 AAAA…`; nothing is logged in to, as with ssh-keyscan.
 * Rejects with an `SshFailure`.
 */
export function scanHostKey({
    host,
    port,
    seconds,
    type: known,
    stream,
}: ScannedHost): Promise<string> {
    const client = new Client();
    return new Promise((resolve, reject) => {
        // Stays: without a listener a later error would end the process.
        client.on("error", (error) => {
            reject(loginFailure(error, { host, port, user: "" }, seconds, Buffer.alloc(0)));
            client.destroy();
        });
        client.once("close", () => {
            reject(noAnswer(`${host}:${port}`, seconds));
        });
        client.connect({
            ...(stream === undefined ? { host, port } : { sock: stream }),
            readyTimeout: seconds * 1000,
            algorithms: {
                serverHostKey: [
                    ...ALGORITHMS.filter((type) => type === known),
                    ...ALGORITHMS.filter((type) => type !== known),
                ],
            },
            hostVerifier: (shown: Buffer) => {
                // A text with its length before it, RFC 4253 section 6.6.
                const type = shown.toString("latin1", 4, 4 + shown.readUInt32BE(0));
                resolve(`${type} ${shown.toString("base64")}`);
                return false;
            },
            username: "nobody",
            authHandler: [],
        });
    });
}
