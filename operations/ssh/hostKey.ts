import { createHash } from "node:crypto";
import type { ServerHostKeyAlgorithm } from "ssh2";

/** The public key of a host, out of `ssh-ed25519 AAAA…`. */
export interface HostKey {
    /** The blob as it travels, base64. */
    readonly blob: string;
    /** What the host is asked to sign with: with another key of its own it could not be compared. */
    readonly algorithms: ServerHostKeyAlgorithm[];
}

/** Reads a host key of the checked configuration. */
export function readHostKey(text: string): HostKey {
    const [type = "", blob = ""] = text.split(" ");
    return {
        blob,
        algorithms:
            type === "ssh-rsa"
                ? ["rsa-sha2-512", "rsa-sha2-256"]
                : [type as ServerHostKeyAlgorithm],
    };
}

/** Fingerprint of a key's blob, as `ssh-keygen -l` and sshd's log show it. */
export function fingerprint(blob: Buffer | string): string {
    const bytes = typeof blob === "string" ? Buffer.from(blob, "base64") : blob;
    return `SHA256:${createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "")}`;
}
