import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { generatePrivateKey } from "sshpk";
import { stringify } from "yaml";
import { pair } from "./certificates";
import { kpaasKubeconfig } from "./configFiles";
import { ENCRYPTED_KEY, PASSPHRASE, PRIVATE_KEY } from "./privateKeys";

/** A file that the plugins are handed: this program and Go judge it by the same name. */
export interface PluginFile {
    readonly name: string;
    readonly kind: "private key" | "kubeconfig";
    readonly text: string;
    readonly passphrase?: string;
}

const ED25519 = generatePrivateKey("ed25519");
const OPENSSH = ED25519.toString("ssh-private");

function locked(cipher: "aes128-ctr" | "aes256-ctr" | "aes256-cbc"): string {
    return ED25519.toString("ssh-private", { passphrase: PASSPHRASE, cipher });
}

/** Another name for the cipher in a key of OpenSSH's, as a newer ssh-keygen writes with `-Z`. */
function renamed(cipher: string): string {
    const [begin, ...rest] = locked("aes256-ctr").trim().split("\n");
    const bytes = Buffer.from(rest.slice(0, -1).join(""), "base64");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(cipher.length);
    const parts = [bytes.subarray(0, 15), length, Buffer.from(cipher), bytes.subarray(29)];
    return [begin, Buffer.concat(parts).toString("base64"), rest.at(-1), ""].join("\n");
}

function ec(namedCurve: string, type: "sec1" | "pkcs8"): string {
    return generateKeyPairSync("ec", { namedCurve })
        .privateKey.export({ format: "pem", type })
        .toString();
}

function rsa(modulusLength: number, type: "pkcs1" | "pkcs8" = "pkcs1"): string {
    return generateKeyPairSync("rsa", { modulusLength })
        .privateKey.export({ format: "pem", type })
        .toString();
}

function encryptedRsa(cipher: string): string {
    return generateKeyPairSync("rsa", { modulusLength: 2048 })
        .privateKey.export({ format: "pem", type: "pkcs1", cipher, passphrase: PASSPHRASE })
        .toString();
}

const BOM = "\uFEFF";
const indented = OPENSSH.replaceAll(/^/gm, "  ");
const PARAMETERS = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
const AUTHORITY = pair("kubernetes");
const ADMIN = pair("kubernetes-admin", { by: AUTHORITY, isCa: false });

const KEYS: readonly (readonly [name: string, text: string, passphrase?: string])[] = [
    ["OpenSSH", OPENSSH],
    ["OpenSSH of Windows", OPENSSH.replaceAll("\n", "\r\n")],
    ["OpenSSH after empty lines", `\n\n${OPENSSH}`],
    ["OpenSSH after a line of text", `my key\n${OPENSSH}`],
    ["OpenSSH without a line break at its end", OPENSSH.trim()],
    ["OpenSSH after a byte-order mark", `${BOM}${OPENSSH}`],
    ["OpenSSH after a byte-order mark and a line break", `${BOM}\n${OPENSSH}`],
    ["OpenSSH after a blank", ` ${OPENSSH}`],
    ["OpenSSH indented", indented],
    ["OpenSSH indented but for its first line", indented.trimStart()],
    ["OpenSSH cut short", OPENSSH.slice(0, 150)],
    ["OpenSSH in one line", OPENSSH.replaceAll("\n", " ")],
    ["aes256-ctr", locked("aes256-ctr"), PASSPHRASE],
    ["aes256-cbc", locked("aes256-cbc"), PASSPHRASE],
    ["aes128-ctr", locked("aes128-ctr"), PASSPHRASE],
    ["aes256-gcm", renamed("aes256-gcm@openssh.com"), PASSPHRASE],
    ["chacha20-poly1305", renamed("chacha20-poly1305@openssh.com"), PASSPHRASE],
    ["aes256-ctr without its passphrase", locked("aes256-ctr")],
    ["aes256-ctr with another passphrase", locked("aes256-ctr"), "hunter2"],
    ["a passphrase for OpenSSH that has none", OPENSSH, PASSPHRASE],
    ["PKCS#8 of ed25519", PRIVATE_KEY],
    ["PKCS#8 of RSA", rsa(2048, "pkcs8")],
    ["PKCS#1 of RSA", rsa(2048)],
    ["PKCS#1 of RSA with 512 bits", rsa(512)],
    ["PKCS#1 indented", rsa(2048).replaceAll(/^/gm, "    ")],
    ["SEC 1 of P-256", ec("P-256", "sec1")],
    ["SEC 1 of P-521", ec("P-521", "sec1")],
    ["SEC 1 of P-224", ec("P-224", "sec1")],
    ["PKCS#8 of secp256k1", ec("secp256k1", "pkcs8")],
    ["SEC 1 after its parameters", `${PARAMETERS}${ec("P-256", "sec1")}`],
    [
        "PKCS#8 of X25519",
        generateKeyPairSync("x25519")
            .privateKey.export({ format: "pem", type: "pkcs8" })
            .toString(),
    ],
    ["encrypted PEM", ENCRYPTED_KEY, PASSPHRASE],
    ["encrypted PEM without its passphrase", ENCRYPTED_KEY],
    ["PEM with 3DES", encryptedRsa("des-ede3-cbc"), PASSPHRASE],
    ["PEM with AES-256-CBC", encryptedRsa("aes-256-cbc"), PASSPHRASE],
    ["PEM with Camellia", encryptedRsa("camellia-256-cbc"), PASSPHRASE],
    ["PEM with AES-256-CFB", encryptedRsa("aes-256-cfb"), PASSPHRASE],
    [
        "encrypted PKCS#8",
        createPrivateKey(PRIVATE_KEY)
            .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: PASSPHRASE })
            .toString(),
        PASSPHRASE,
    ],
    ["a certificate", AUTHORITY.certificate],
    ["a certificate before the key", `${AUTHORITY.certificate}${AUTHORITY.key}`],
    ["a public key", ED25519.toPublic().toString("ssh")],
    ["nothing", ""],
];

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

const SERVER = "https://203.0.113.10:6443";
const CA = { "certificate-authority-data": base64(AUTHORITY.certificate) };
const LOGIN = {
    "client-certificate-data": base64(ADMIN.certificate),
    "client-key-data": base64(ADMIN.key),
};
const EXEC = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "/bin/true",
    interactiveMode: "Never",
};

function config(cluster: object, user: object = LOGIN, more: object = {}): string {
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "one", cluster: { server: SERVER, ...cluster } }],
        users: [{ name: "one", user }],
        contexts: [{ name: "one", context: { cluster: "one", user: "one" } }],
        "current-context": "one",
        ...more,
    });
}

const KUBECONFIGS: readonly (readonly [name: string, text: string])[] = [
    ["K-PaaS", kpaasKubeconfig(SERVER)],
    ["K-PaaS after a byte-order mark", `${BOM}${kpaasKubeconfig(SERVER)}`],
    ["a CA without login", config(CA, {})],
    ["a token", config(CA, { token: "abc.def" })],
    ["a token with a line break", config(CA, { token: "abc\n" })],
    ["a token and a password", config(CA, { token: "abc", username: "me", password: "x" })],
    ["user and password", config(CA, { username: "me", password: "x" })],
    ["a password that is a switch in YAML 1.1", config(CA, { username: "y", password: "on" })],
    ["a password that is a number in YAML 1.1", config(CA, { username: "me", password: "1_0" })],
    ["no CA", config({})],
    ["a CA in PEM", config({ "certificate-authority-data": AUTHORITY.certificate })],
    ["a CA in base64 of no certificate", config({ "certificate-authority-data": base64("none") })],
    ["a CA that is a key", config({ "certificate-authority-data": base64(AUTHORITY.key) })],
    [
        "a CA after a line of text",
        config({ "certificate-authority-data": base64(`CA\n${AUTHORITY.certificate}`) }),
    ],
    [
        "a CA after a blank",
        config({ "certificate-authority-data": base64(` ${AUTHORITY.certificate}`) }),
    ],
    ["a CA without padding", config({ "certificate-authority-data": "YQ" })],
    [
        "a CA in base64 of several lines",
        config({
            "certificate-authority-data": base64(AUTHORITY.certificate).replaceAll(
                /.{64}/g,
                "$&\n",
            ),
        }),
    ],
    ["a CA that is nothing", config({ "certificate-authority-data": "" })],
    ["a skipped check", config({ "insecure-skip-tls-verify": true })],
    ["a skipped check beside a CA", config({ ...CA, "insecure-skip-tls-verify": true })],
    ["a skipped check in words", config({ "insecure-skip-tls-verify": "yes" })],
    ["a proxy", config({ ...CA, "proxy-url": "http://proxy.example:3128" })],
    ["a SOCKS proxy", config({ ...CA, "proxy-url": "socks5://proxy.example:1080" })],
    ["a proxy without a scheme", config({ ...CA, "proxy-url": "proxy.example:3128" })],
    ["a proxy of another kind", config({ ...CA, "proxy-url": "ftp://proxy.example:21" })],
    ["a server name that is a number", config({ ...CA, "tls-server-name": 10 })],
    ["a certificate without its key", config(CA, { ...LOGIN, "client-key-data": "" })],
    [
        "a certificate with another key",
        config(CA, { ...LOGIN, "client-key-data": base64(AUTHORITY.key) }),
    ],
    [
        "an encrypted key",
        config(CA, { ...LOGIN, "client-key-data": base64(encryptedRsa("aes-256-cbc")) }),
    ],
    ["a key in PEM", config(CA, { ...LOGIN, "client-key-data": ADMIN.key })],
    ["a plugin", config(CA, { exec: EXEC })],
    [
        "a plugin of v1beta1",
        config(CA, { exec: { ...EXEC, apiVersion: `${EXEC.apiVersion}beta1` } }),
    ],
    [
        "a plugin of v1alpha1",
        config(CA, { exec: { ...EXEC, apiVersion: `${EXEC.apiVersion}alpha1` } }),
    ],
    ["a plugin without a mode", config(CA, { exec: { ...EXEC, interactiveMode: undefined } })],
    ["a plugin in no known mode", config(CA, { exec: { ...EXEC, interactiveMode: "Often" } })],
    ["a plugin without a command", config(CA, { exec: { ...EXEC, command: "" } })],
    ["a plugin with a number as argument", config(CA, { exec: { ...EXEC, args: [1] } })],
    ["an auth-provider that is gone", config(CA, { "auth-provider": { name: "gcp" } })],
    ["groups of nobody", config(CA, { ...LOGIN, "as-groups": ["admins"] })],
    ["somebody with groups", config(CA, { ...LOGIN, as: "me", "as-groups": ["admins"] })],
    [
        "broken entries that nobody asks for",
        config(CA, LOGIN, {
            clusters: [
                { name: "one", cluster: { server: SERVER, ...CA } },
                { name: "two", cluster: { server: 5 } },
                7,
            ],
            users: [{ name: "one", user: LOGIN }, { name: "two", user: "x" }, null],
            contexts: [
                { name: "one", context: { cluster: "one", user: "one" } },
                { name: "two", context: [] },
                {},
            ],
        }),
    ],
];

/** Files that one of the two sides could take and the other refuse. */
export const PLUGIN_FILES: readonly PluginFile[] = [
    ...KEYS.map(([name, text, passphrase]): PluginFile => ({
        name,
        kind: "private key",
        text,
        ...(passphrase === undefined ? {} : { passphrase }),
    })),
    ...KUBECONFIGS.map(([name, text]): PluginFile => ({ name, kind: "kubeconfig", text })),
];

/** Both kinds in one table. */
export function nameOf({ kind, name }: PluginFile): string {
    return `${kind}: ${name}`;
}

/** What a configuration refuses although Go takes it, and why. */
export const STRICTER: Readonly<Record<string, string>> = {
    "kubeconfig: a skipped check in words":
        "Go reads YAML 1.1, where yes is true; YAML 1.2, which everything else here is, has it as a text",
};
