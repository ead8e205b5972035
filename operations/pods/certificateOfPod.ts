import type { KubeConfig } from "@kubernetes/client-node";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect, type DetailedPeerCertificate } from "node:tls";
import { withPodPort, type PodPort } from "./withPodPort";

/** The certificate and those behind it, as a peer shows them. */
function chainOf(certificate: DetailedPeerCertificate): readonly X509Certificate[] {
    const { raw, issuerCertificate: next } = certificate as Partial<DetailedPeerCertificate>;
    if (raw === undefined) return [];
    const isLast = next === undefined || next.raw.equals(raw);
    return [new X509Certificate(raw), ...(isLast ? [] : chainOf(next))];
}

/**
 * The certificate that a pod's proxy shows, with its intermediates, from a TLS greeting to its admin
 * port, as `linkerd identity` reads it. Its signer is what is asked for, so nothing is checked here.
 */
export function certificateOfPod(
    config: KubeConfig,
    port: PodPort,
    identity: string,
    end: AbortSignal,
): Promise<readonly X509Certificate[]> {
    return withPodPort(config, port, end, async (connection) => {
        const socket = connect({
            socket: connection,
            servername: identity,
            rejectUnauthorized: false,
        });
        // Destroying it aborts the connection below, of which it tells, too.
        socket.on("error", () => undefined);
        try {
            await once(socket, "secureConnect", { signal: end });
            return chainOf(socket.getPeerCertificate(true));
        } finally {
            socket.destroy();
        }
    });
}
