import { KubeConfig } from "@kubernetes/client-node";
import { once } from "node:events";
import { connect, isIP } from "node:net";
import type { Look } from "../../stacks/survey/look";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { handshakeFailure } from "../ssh/handshakeFailure";
import { tlsHandshake } from "../ssh/tlsHandshake";
import { hostOf } from "../../stacks/configuration/keys/urls";
import type { ServingCertificate } from "./servingCertificate";

/** Limit of time of a connection, and of a handshake, seconds. */
const TIMEOUT_SECONDS = 10;

/**
 * The certificate of a cluster's API server for the host in `apiServer`, whoever signed it: peers
 * verify it also where the kubeconfig has `insecure-skip-tls-verify` or `tls-server-name`.
 *
 * Dialled at `apiServer`. Where this machine does not reach that, at the kubeconfig's server, unless
 * its URL has a path: then it is a proxy, as Rancher's, with a certificate of its own.
 */
export async function lookAtServingCertificate({
    apiServer,
    kubeconfig,
}: Pick<PlainClusterConfig, "apiServer" | "kubeconfig">): Promise<Look<ServingCertificate>> {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    const told = new URL(apiServer);
    const own = new URL(config.getCurrentCluster()?.server ?? apiServer);
    const host = hostOf(told);
    const places = [told, ...(own.pathname === "/" && own.host !== told.host ? [own] : [])];
    const shown = await Promise.all(places.map((place) => look(place, host)));
    return shown.find((one) => "seen" in one) ?? shown[0] ?? { failure: "it was not asked" };
}

async function look(url: URL, host: string): Promise<Look<ServingCertificate>> {
    const socket = connect({ host: hostOf(url), port: Number(url.port || 443) });
    socket.on("error", () => undefined);
    try {
        await once(socket, "connect", { signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) });
        const certificate = await tlsHandshake(socket, {
            host,
            insecure: true,
            seconds: TIMEOUT_SECONDS,
        });
        const named =
            isIP(host) === 0
                ? certificate.checkHost(host, { subject: "never" })
                : certificate.checkIP(host);
        const { subjectAltName = "" } = certificate;
        return {
            seen: {
                namesHost: named !== undefined,
                names: [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(
                    ([, name = ""]) => name,
                ),
            },
        };
    } catch (error) {
        return { failure: handshakeFailure(error).failure };
    } finally {
        socket.destroy();
    }
}
