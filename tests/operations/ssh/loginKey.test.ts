import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { parsePrivateKey } from "sshpk";
import { openLoginKey } from "../../../operations/ssh/loginKey";
import { ENCRYPTED_KEY, PASSPHRASE, PRIVATE_KEY } from "../../support/privateKeys";

const RSA_PKCS8 = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { format: "pem", type: "spki" },
    privateKeyEncoding: { format: "pem", type: "pkcs8" },
}).privateKey;
const OPENSSH = parsePrivateKey(PRIVATE_KEY, "pkcs8").toString("ssh-private");
const ENCRYPTED_OPENSSH = parsePrivateKey(PRIVATE_KEY, "pkcs8").toString("ssh-private", {
    passphrase: PASSPHRASE,
});

describe("openLoginKey", () => {
    for (const [what, text, passphrase, type] of [
        ["an Ed25519 key in PKCS#8", PRIVATE_KEY, undefined, "ssh-ed25519"],
        ["an RSA key in PKCS#8", RSA_PKCS8, undefined, "ssh-rsa"],
        ["a key of ssh-keygen", OPENSSH, undefined, "ssh-ed25519"],
        ["a key of ssh-keygen with a passphrase", ENCRYPTED_OPENSSH, PASSPHRASE, "ssh-ed25519"],
        ["a key in old PEM with a passphrase", ENCRYPTED_KEY, PASSPHRASE, "ecdsa-sha2-nistp256"],
    ] as const) {
        it(`opens ${what}, its private half included`, () => {
            const key = openLoginKey(text, passphrase);
            assert.deepEqual([key.type, key.isPrivateKey()], [type, true]);
        });
    }

    it("does not quote a key that it cannot read", () => {
        assert.throws(() => openLoginKey("-----BEGIN SECRET-----", undefined), {
            message: "the private key cannot be used: Unsupported key format",
        });
    });
});
