import assert from "node:assert/strict";
import { fingerprint, readHostKey } from "../../../operations/ssh/hostKey";
import { HOST_KEYS } from "../../support/hostKeys";

describe("readHostKey", () => {
    for (const [text, algorithms] of [
        [HOST_KEYS.ed25519, ["ssh-ed25519"]],
        [HOST_KEYS.ecdsa, ["ecdsa-sha2-nistp256"]],
        // sshd refuses ssh-rsa, a signature with SHA-1, since OpenSSH 8.8.
        [HOST_KEYS.rsa, ["rsa-sha2-512", "rsa-sha2-256"]],
    ] as const) {
        it(`asks for ${algorithms.join(" or ")} alone`, () => {
            const [, blob] = text.split(" ");
            assert.deepEqual(readHostKey(text), { blob, algorithms });
        });
    }
});

describe("fingerprint", () => {
    it("is what ssh-keygen -l shows", () => {
        const { blob } = readHostKey(HOST_KEYS.ed25519);
        const expected = "SHA256:xCf4t+xpDLTfOayIoqvoWcFKBjyl9KvVT5UPr7l2lss";
        assert.deepEqual(
            [fingerprint(blob), fingerprint(Buffer.from(blob, "base64"))],
            [expected, expected],
        );
    });
});
