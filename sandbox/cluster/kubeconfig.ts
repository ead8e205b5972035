import { readFile, rename, writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import type { KeyPair } from "./certificates";

/** What a kubeconfig is made of. */
export interface KubeconfigParts {
    readonly cluster: string;
    readonly user: string;
    readonly server: string;
    /** PEM texts. */
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
}

/** A kubeconfig with one context, named as its cluster. */
export function kubeconfig(parts: KubeconfigParts): string {
    return stringify(
        {
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: parts.cluster,
                    cluster: {
                        server: parts.server,
                        "certificate-authority-data": base64(parts.ca),
                    },
                },
            ],
            users: [
                {
                    name: parts.user,
                    user: {
                        "client-certificate-data": base64(parts.cert),
                        "client-key-data": base64(parts.key),
                    },
                },
            ],
            contexts: [
                { name: parts.cluster, context: { cluster: parts.cluster, user: parts.user } },
            ],
            "current-context": parts.cluster,
        },
        { lineWidth: 0 },
    );
}

/** Writes a kubeconfig that only its owner can read. */
export async function writeKubeconfig(
    file: string,
    parts: Pick<KubeconfigParts, "cluster" | "user" | "server">,
    caFile: string,
    pair: KeyPair,
): Promise<void> {
    const [ca, cert, key] = await Promise.all(
        [caFile, pair.certFile, pair.keyFile].map((path) => readFile(path, "utf8")),
    );
    const text = kubeconfig({ ...parts, ca: ca ?? "", cert: cert ?? "", key: key ?? "" });
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
}

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}
