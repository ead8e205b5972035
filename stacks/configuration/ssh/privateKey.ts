import { createPrivateKey, type KeyObject } from "node:crypto";
import { parsePrivateKey } from "sshpk";

type Attempt = "usable" | "encrypted" | "unreadable" | "foreign";

const REWRITE = "write it anew with 'ssh-keygen -p -f FILE'";
const NONE = "not a private key; give one, as ssh-keygen makes it";
const CIPHER = `its passphrase protects it with a cipher that the command plugin cannot read; ${REWRITE}`;

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
    [/^-----BEGIN DSA PRIVATE KEY-----/, "a DSA key, which sshd refuses; give an ed25519 one"],
    [
        // `openssl ecparam -genkey` puts EC PARAMETERS there.
        /^-----BEGIN (?!([A-Z0-9]+ )*PRIVATE KEY-----)/,
        "its first block is no private key, and the command plugin reads no other; remove that block, or give a private key",
    ],
];

/** What Go opens of OpenSSH's format; OpenSSH itself also writes other modes, GCM and ChaCha20. */
const OPENSSH_CIPHERS = ["none", "aes256-ctr", "aes256-cbc"];

/** `DEK-Info` of encrypted PEM that Go opens. */
const PEM_CIPHER = /^DEK-Info: (DES|DES-EDE3|AES-(128|192|256))-CBC,/m;

/** Of the types that SSH signs with, as Go has them. */
function signs({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
    const curves = ["prime256v1", "secp384r1", "secp521r1"];
    if (type === "ec") return curves.includes(details?.namedCurve ?? "");
    return type === "ed25519" || (type === "rsa" && (details?.modulusLength ?? 0) >= 1024);
}

/** The cipher that OpenSSH's format names: after a magic of 15 bytes, as a length and a text. */
function opensshCipher(text: string): string | undefined {
    const bytes = Buffer.from(/-----\n([^-]*)-----END/.exec(text)?.[1] ?? "", "base64");
    const isOurs = bytes.length > 19 && bytes.toString("latin1", 0, 15) === "openssh-key-v1\0";
    return isOurs ? bytes.toString("latin1", 19, 19 + bytes.readUInt32BE(15)) : undefined;
}

function openSsh(text: string, passphrase: string | undefined): Attempt {
    if (!OPENSSH_CIPHERS.includes(opensshCipher(text) ?? "none")) return "foreign";
    try {
        const { type } = parsePrivateKey(text, "ssh-private", { passphrase });
        return type === "dsa" ? "unreadable" : "usable";
    } catch (error) {
        return (error as Error).name === "KeyEncryptedError" ? "encrypted" : "unreadable";
    }
}

function pem(text: string, passphrase: string | undefined): Attempt {
    // The codes of Node.js for a missing passphrase differ between its versions; the header does not.
    if (passphrase === undefined && /^Proc-Type: 4,ENCRYPTED/m.test(text)) {
        return PEM_CIPHER.test(text) ? "encrypted" : "foreign";
    }
    try {
        return signs(createPrivateKey({ key: text, passphrase })) ? "usable" : "unreadable";
    } catch {
        return "unreadable";
    }
}

/** What is wrong with a private key, or with the passphrase for it; the text never quotes either. */
export function privateKeyMistake(
    text: string,
    passphrase: string | undefined,
): { readonly about: "key" | "passphrase"; readonly advice: string } | undefined {
    const lines = text.replaceAll("\r\n", "\n").split("\n");
    const begin = lines.findIndex((line) => line.startsWith("-----BEGIN"));
    const key = begin < 0 ? text.trimStart() : lines.slice(begin).join("\n");
    const foreign = FOREIGN.find(([header]) => header.test(key));
    if (foreign !== undefined) return { about: "key", advice: foreign[1] };
    // Editors of Windows write a byte-order mark, and YAML blocks indent: Go finds no key then.
    const isIndented = /[^\n]-----(BEGIN|END) /.test(lines.slice(Math.max(begin, 0)).join("\n"));
    if (isIndented || (begin < 0 && key.startsWith("-----BEGIN"))) {
        const advice =
            "its BEGIN or END does not start a line, and the command plugin finds no key; remove what stands before it, blanks and a byte-order mark included";
        return { about: "key", advice };
    }
    // PEM is read by Node.js: for a wrong passphrase sshpk also throws later, where nobody catches it.
    const read = key.startsWith("-----BEGIN OPENSSH PRIVATE KEY-----") ? openSsh : pem;
    const attempt = read(key, undefined);
    if (attempt === "unreadable") return { about: "key", advice: NONE };
    if (attempt === "foreign") return { about: "key", advice: CIPHER };
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
