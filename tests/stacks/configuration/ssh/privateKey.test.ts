import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { generatePrivateKey } from "sshpk";
import { privateKeyMistake } from "../../../../stacks/configuration/ssh/privateKey";
import { ENCRYPTED_KEY, PASSPHRASE, PRIVATE_KEY } from "../../../support/privateKeys";

const OPENSSH = generatePrivateKey("ed25519");
const LOCKED = OPENSSH.toString("ssh-private", {
    passphrase: PASSPHRASE,
    cipher: "aes256-ctr",
});
const REWRITE = "write it anew with 'ssh-keygen -p -f FILE'";
const FIRST =
    "its first block is no private key, and the command plugin reads no other; remove that block, or give a private key";
const NONE = "not a private key; give one, as ssh-keygen makes it";

/** RSA in PEM, as the guide of K-PaaS makes it. */
const RSA = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { format: "pem", type: "spki" },
    privateKeyEncoding: { format: "pem", type: "pkcs1" },
});

const taken: readonly [what: string, text: string, passphrase?: string][] = [
    ["PEM of RSA", RSA.privateKey],
    ["PKCS#8", PRIVATE_KEY],
    ["PEM with its passphrase", ENCRYPTED_KEY, PASSPHRASE],
    ["OpenSSH's format", OPENSSH.toString("ssh-private")],
    ["OpenSSH's format with its passphrase", LOCKED, PASSPHRASE],
    ["a key after empty lines", `\n\n${OPENSSH.toString("ssh-private")}`],
];

type Refusal = readonly [
    what: string,
    about: "key" | "passphrase",
    advice: string,
    text: string,
    passphrase?: string,
];

const refused: readonly Refusal[] = [
    ["a text", "key", NONE, "hunter2"],
    ["nothing", "key", NONE, ""],
    ["a key that is cut short", "key", NONE, OPENSSH.toString("ssh-private").slice(0, 150)],
    ["PEM that is cut short", "key", NONE, RSA.privateKey.slice(0, 400)],
    ["a certificate", "key", FIRST, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
    [
        "the public key, as in a .pub file",
        "key",
        "a public key; give the private one, the file without .pub",
        OPENSSH.toPublic().toString("ssh"),
    ],
    [
        "a public key in PEM",
        "key",
        "a public key; give the private one, the file without .pub",
        RSA.publicKey,
    ],
    [
        "a key of PuTTY",
        "key",
        "a key of PuTTY, which the command plugin cannot read; convert it with 'puttygen FILE -O private-openssh'",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    ],
    [
        "encrypted PKCS#8, passphrase or not",
        "key",
        `its passphrase protects it as PKCS#8, which the command plugin cannot read; ${REWRITE}`,
        createPrivateKey(PRIVATE_KEY)
            .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: PASSPHRASE })
            .toString(),
        PASSPHRASE,
    ],
    ...(
        [
            ["PEM", ENCRYPTED_KEY, RSA.privateKey],
            ["OpenSSH's format", LOCKED, OPENSSH.toString("ssh-private")],
        ] as const
    ).flatMap(([format, locked, open]): Refusal[] => [
        [
            `${format} without its passphrase`,
            "passphrase",
            "the private key needs its passphrase",
            locked,
        ],
        [
            `${format} with another passphrase`,
            "passphrase",
            "the private key does not open with it; correct it",
            locked,
            "hunter2",
        ],
        [
            `a passphrase for ${format} that has none`,
            "passphrase",
            "the private key has no passphrase; remove it",
            open,
            PASSPHRASE,
        ],
    ]),
];

describe("privateKeyMistake", () => {
    for (const [what, text, passphrase] of taken) {
        it(`takes ${what}`, () => {
            assert.equal(privateKeyMistake(text, passphrase), undefined);
        });
    }
    for (const [what, about, advice, text, passphrase] of refused) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(privateKeyMistake(text, passphrase), { about, advice });
        });
    }

    it("leaves nothing behind that fails later", async () => {
        // sshpk throws once more, in an event of a stream, when it cannot decrypt PEM.
        privateKeyMistake(ENCRYPTED_KEY, "hunter2");
        await new Promise((resolve) => setImmediate(resolve));
    });
});
