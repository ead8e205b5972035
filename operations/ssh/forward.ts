import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { forwardFailure, noAnswer, type Forwarder } from "./sshFailure";

/**
 * A connection to `host` that starts where `client` is logged in, which is `via`.
 * Rejects with an `SshFailure`.
 *
 * sshd's own connect gives up after minutes, so the limit is kept here.
 */
export function forward(
    client: Client,
    via: Forwarder,
    { host, port, seconds }: { host: string; port: number; seconds: number },
): Promise<Duplex> {
    const where = `${host}:${port}`;
    return new Promise((resolve, reject) => {
        let late = false;
        const limit = setTimeout(() => {
            late = true;
            reject(noAnswer(where, seconds));
        }, seconds * 1000);
        try {
            client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
                clearTimeout(limit);
                if (error !== undefined) reject(forwardFailure(error, via, where));
                else if (late) channel.destroy();
                else resolve(channel);
            });
        } catch (error) {
            // ssh2 throws where the connection has ended already.
            clearTimeout(limit);
            reject(forwardFailure(error instanceof Error ? error : new Error(), via, where));
        }
    });
}
