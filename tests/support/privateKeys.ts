import { generateKeyPairSync } from "node:crypto";

const PUBLIC = { format: "pem", type: "spki" } as const;

/** What opens {@link ENCRYPTED_KEY}; must not show up in any message. */
export const PASSPHRASE = "open sesame";

/** A private key for nodes, made anew by every run. */
export const PRIVATE_KEY = generateKeyPairSync("ed25519", {
    publicKeyEncoding: PUBLIC,
    privateKeyEncoding: { format: "pem", type: "pkcs8" },
}).privateKey;

/** A private key with a passphrase, in the PEM that OpenSSL and old versions of ssh-keygen write. */
export const ENCRYPTED_KEY = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: PUBLIC,
    privateKeyEncoding: {
        format: "pem",
        type: "sec1",
        cipher: "aes-128-cbc",
        passphrase: PASSPHRASE,
    },
}).privateKey;
