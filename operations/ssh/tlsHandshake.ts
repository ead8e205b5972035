import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";

/** A TLS server behind a connection that is there already. */
export interface TlsServer {
    readonly host: string;
    /** PEM. @default the CAs that Node.js brings */
    readonly ca?: string;
    /** Whether any certificate is taken. */
    readonly insecure: boolean;
    readonly seconds: number;
}

/** Shakes hands and ends the connection; rejects with the error of Node.js that says why not. */
export function tlsHandshake(socket: Duplex, server: TlsServer): Promise<void> {
    const { host, ca, insecure, seconds } = server;
    return new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
            socket.destroy();
            reject(new DOMException("no handshake in time", "TimeoutError"));
        }, seconds * 1000);
        const secure = connect({
            socket,
            host,
            // An address is no server name (RFC 6066, section 3).
            ...(isIP(host) === 0 ? { servername: host } : {}),
            ca,
            rejectUnauthorized: !insecure,
        });
        const end = (settle: () => void) => {
            clearTimeout(limit);
            socket.destroy();
            settle();
        };
        secure.once("secureConnect", () => {
            end(resolve);
        });
        // Stays: a connection that is cut may tell so more than once.
        secure.on("error", (error: Error) => {
            end(() => {
                reject(error);
            });
        });
        secure.once("close", () => {
            end(() => {
                reject(new Error("it closes the connection without a handshake"));
            });
        });
    });
}
