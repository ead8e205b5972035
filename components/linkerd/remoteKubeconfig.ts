import { createHash } from "node:crypto";

/** What a source cluster needs in order to read a target cluster. */
export interface RemoteCluster {
    /** Name of the target cluster; also the name of cluster entry and context. */
    readonly name: string;
    /** URL of the target's API server as the pods of the source reach it. */
    readonly apiServer: string;
    /** CA of that API server, base64 of PEM. */
    readonly certificateAuthorityData: string;
    /** Account of the target that the token belongs to. */
    readonly accountName: string;
    readonly token: string;
}

/**
 * The kubeconfig in `cluster-credentials-<target>`, as JSON (which is YAML): one cluster, one
 * context, one user.
 *
 * `linkerd multicluster link` copies the operator's own cluster entry instead, with whatever it
 * has of local paths, proxies and `insecure-skip-tls-verify`.
 */
export function remoteKubeconfig(remote: RemoteCluster): string {
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name: remote.name,
                cluster: {
                    server: remote.apiServer,
                    "certificate-authority-data": remote.certificateAuthorityData,
                },
            },
        ],
        contexts: [
            { name: remote.name, context: { cluster: remote.name, user: remote.accountName } },
        ],
        "current-context": remote.name,
        users: [{ name: remote.accountName, user: { token: remote.token } }],
    });
}

/** SHA-256 of `text`, hexadecimal. */
export function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}
