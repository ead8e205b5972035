import { createPrivateKey } from "node:crypto";
import { parsePrivateKey } from "sshpk";

type Attempt = "usable" | "encrypted" | "unreadable";

const REWRITE = "write it anew with 'ssh-keygen -p -f FILE'";

/** Headers of keys that the command plugin, with Go's x/crypto/ssh, cannot read. */
const FOREIGN: readonly (readonly [header: RegExp, advice: string])[] = [
    [
        /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
        `its passphrase protects it as PKCS#8, which the command plugin cannot read; ${REWRITE}`,
    ],
    [
        /^PuTTY-User-Key-File-/,
        "a key of PuTTY, which the command plugin cannot read; convert it with 'puttygen FILE -O private-openssh'",
    ],
    [
        /^(ssh-|ecdsa-|-----BEGIN ([A-Z]+ )*PUBLIC KEY|---- BEGIN SSH2 PUBLIC KEY)/,
        "a public key; give the private one, the file without .pub",
    ],
];

function openSsh(text: string, passphrase: string | undefined): Attempt {
    try {
        parsePrivateKey(text, "ssh-private", { passphrase });
        return "usable";
    } catch (error) {
        return (error as Error).name === "KeyEncryptedError" ? "encrypted" : "unreadable";
    }
}

function pem(text: string, passphrase: string | undefined): Attempt {
    // The codes of Node.js for a missing passphrase differ between its versions; the header does not.
    if (passphrase === undefined && /^Proc-Type: 4,ENCRYPTED/m.test(text)) return "encrypted";
    try {
        createPrivateKey({ key: text, passphrase });
        return "usable";
    } catch {
        return "unreadable";
    }
}

/** What is wrong with a private key, or with the passphrase for it; the text never quotes either. */
export function privateKeyMistake(
    text: string,
    passphrase: string | undefined,
): { readonly about: "key" | "passphrase"; readonly advice: string } | undefined {
    const key = text.trimStart();
    const foreign = FOREIGN.find(([header]) => header.test(key));
    if (foreign !== undefined) return { about: "key", advice: foreign[1] };
    // PEM is read by Node.js: for a wrong passphrase sshpk also throws later, where nobody catches it.
    const read = key.startsWith("-----BEGIN OPENSSH PRIVATE KEY-----") ? openSsh : pem;
    const attempt = read(key, undefined);
    if (attempt === "unreadable") {
        return { about: "key", advice: "not a private key; give one, as ssh-keygen makes it" };
    }
    if (attempt === "usable") {
        if (passphrase === undefined) return undefined;
        return { about: "passphrase", advice: "the private key has no passphrase; remove it" };
    }
    if (passphrase === undefined) {
        return { about: "passphrase", advice: "the private key needs its passphrase" };
    }
    if (read(key, passphrase) === "usable") return undefined;
    return { about: "passphrase", advice: "the private key does not open with it; correct it" };
}
