import { once } from "node:events";
import type { X509Certificate } from "node:crypto";
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

/** Shakes hands and ends the connection: the certificate that the server shows. Rejects with the error of Node.js that says why not. */
export async function tlsHandshake(socket: Duplex, server: TlsServer): Promise<X509Certificate> {
    const { host, ca, insecure, seconds } = server;
    const secure = connect({
        socket,
        host,
        // An address is no server name (RFC 6066, section 3).
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ca,
        rejectUnauthorized: !insecure,
    });
    // Stays: a connection that is cut may tell so more than once.
    secure.on("error", () => undefined);
    const closed = once(secure, "close").then(() => {
        throw new Error("it closes the connection without a handshake");
    });
    try {
        const signal = AbortSignal.timeout(seconds * 1000);
        await Promise.race([once(secure, "secureConnect", { signal }), closed]);
        const certificate = secure.getPeerX509Certificate();
        if (certificate === undefined) throw new Error("it shows no certificate");
        return certificate;
    } finally {
        socket.destroy();
    }
}
