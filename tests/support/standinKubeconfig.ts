import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The bearer token in the kubeconfigs of stand-ins. */
export const TOKEN = "token of the operator";

/** A kubeconfig for a stand-in of an API server that listens. */
export function standinKubeconfig(server: Server): string {
    const { port } = server.address() as AddressInfo;
    const cluster = {
        server: `http://127.0.0.1:${port}`,
        // The client takes a server without TLS only with this.
        "insecure-skip-tls-verify": true,
    };
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "c", cluster }],
        users: [{ name: "u", user: { token: TOKEN } }],
        contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        "current-context": "x",
    });
}
